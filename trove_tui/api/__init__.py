"""The wire: models, requests, errors and the client of the Trove v1.0 API."""
