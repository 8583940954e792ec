"""The settings that configuration groups may hold, by datastore: true names, types and ranges."""

from __future__ import annotations

from collections.abc import Mapping

from trove_tui.simulator.model import Parameter

_LONG = 2**32 - 1
_LONGEST = 2**64 - 1
_YEAR = 31_536_000  # seconds


def _integer(name: str, low: int, high: int | None, *, restart: bool = False) -> Parameter:
    return Parameter(name, "integer", restart, low, high)


def _boolean(name: str, *, restart: bool = False) -> Parameter:
    return Parameter(name, "boolean", restart, None, None)


def _string(name: str, *, restart: bool = False) -> Parameter:
    return Parameter(name, "string", restart, None, None)


def _by_name(*parameters: Parameter) -> Mapping[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}


_MYSQL = _by_name(
    _integer("auto_increment_increment", 1, 65535),
    _integer("auto_increment_offset", 1, 65535),
    _integer("autocommit", 0, 1),
    _integer("bulk_insert_buffer_size", 0, _LONGEST),
    _string("character_set_server"),
    _string("collation_server"),
    _integer("connect_timeout", 2, _YEAR),
    _integer("expire_logs_days", 0, 99),
    _integer("group_concat_max_len", 4, _LONGEST),
    _integer("innodb_buffer_pool_size", 5_242_880, _LONGEST, restart=True),
    _integer("innodb_file_per_table", 0, 1),
    _integer("innodb_flush_log_at_trx_commit", 0, 2),
    _string("innodb_flush_method", restart=True),
    _integer("innodb_io_capacity", 100, _LONGEST),
    _integer("innodb_lock_wait_timeout", 1, 1_073_741_824),
    _integer("innodb_log_buffer_size", 1_048_576, _LONG, restart=True),
    _integer("innodb_log_file_size", 4_194_304, 274_877_906_944, restart=True),
    _integer("innodb_old_blocks_time", 0, _LONG),
    _integer("innodb_open_files", 10, 2_147_483_647, restart=True),
    _boolean("innodb_print_all_deadlocks"),
    _integer("innodb_read_io_threads", 1, 64, restart=True),
    _boolean("innodb_stats_persistent"),
    _integer("innodb_thread_concurrency", 0, 1000),
    _integer("innodb_write_io_threads", 1, 64, restart=True),
    _integer("interactive_timeout", 1, 65535),
    _integer("join_buffer_size", 128, 18_446_744_073_709_547_520),
    _integer("key_buffer_size", 8, _LONG),
    _integer("local_infile", 0, 1),
    _boolean("log_queries_not_using_indexes"),
    Parameter("long_query_time", "float", False, 0, None),
    _integer("lower_case_table_names", 0, 2, restart=True),
    _integer("max_allowed_packet", 1024, 1_073_741_824),
    _integer("max_connect_errors", 1, _LONGEST),
    _integer("max_connections", 1, 100_000),
    _integer("max_heap_table_size", 16_384, 18_446_744_073_709_550_592),
    _integer("max_prepared_stmt_count", 0, 1_048_576),
    _integer("max_user_connections", 0, _LONG),
    _integer("myisam_sort_buffer_size", 4096, _LONGEST),
    _integer("net_read_timeout", 1, _YEAR),
    _integer("net_write_timeout", 1, _YEAR),
    _integer("open_files_limit", 0, 1_048_576, restart=True),
    _boolean("performance_schema", restart=True),
    _integer("read_buffer_size", 8192, 2_147_479_552),
    _integer("read_rnd_buffer_size", 1, 2_147_483_647),
    _integer("server_id", 0, _LONG),
    _boolean("slow_query_log"),
    _integer("sort_buffer_size", 32_768, _LONGEST),
    _string("sql_mode"),
    _integer("sync_binlog", 0, _LONG),
    _integer("table_definition_cache", 400, 524_288),
    _integer("table_open_cache", 1, 524_288),
    _integer("thread_cache_size", 0, 16_384),
    _string("time_zone"),
    _integer("tmp_table_size", 1024, _LONGEST),
    _integer("wait_timeout", 1, _YEAR),
)

MYSQL = {**_MYSQL, "innodb_ft_max_token_size": _integer("innodb_ft_max_token_size", 10, 84)}

# The specification's server gives the maximum as MySQL's manual did then.
MYSQL_2015 = {
    **_MYSQL,
    "max_connect_errors": _integer("max_connect_errors", 1, 18_446_744_073_709_547_520),
}

POSTGRESQL = _by_name(
    _string("archive_command", restart=True),
    _boolean("autovacuum"),
    _integer("autovacuum_max_workers", 1, 262_143, restart=True),
    _integer("checkpoint_timeout", 30, 86_400),
    _integer("deadlock_timeout", 1, 2_147_483_647),
    _integer("default_statistics_target", 1, 10_000),
    _integer("effective_cache_size", 1, 2_147_483_647),
    _integer("log_min_duration_statement", -1, 2_147_483_647),
    _integer("maintenance_work_mem", 1024, 2_147_483_647),
    _integer("max_connections", 1, 262_143, restart=True),
    _integer("max_wal_senders", 0, 262_143, restart=True),
    _boolean("password_encryption"),
    _integer("shared_buffers", 16, 1_073_741_823, restart=True),
    _string("timezone"),
    _string("wal_level", restart=True),
    _integer("work_mem", 64, 2_147_483_647),
)

DEFAULTS_2015: Mapping[str, str | int] = {
    "tmp_table_size": "64M",
    "innodb_log_files_in_group": "2",
    "skip-external-locking": "1",
    "read_rnd_buffer_size": "512K",
    "max_user_connections": "400",
    "max_heap_table_size": "64M",
    "port": "3306",
    "tmpdir": "/var/tmp",  # noqa: S108 -- a value that is shown, not a path that is used
    "max_connections": "400",
    "myisam-recover": "BACKUP",
    "server_id": "938748080",
    "innodb_buffer_pool_size": "600M",
    "basedir": "/usr",
    "max_allowed_packet": "4M",
    "datadir": "/var/lib/mysql",
    "innodb_log_buffer_size": "25M",
    "table_open_cache": "1024",
    "connect_timeout": "15",
    "query_cache_type": "1",
    "local-infile": "0",
    "innodb_log_file_size": "50M",
    "pid_file": "/var/run/mysqld/mysqld.pid",
    "query_cache_limit": "1M",
    "wait_timeout": "120",
    "user": "mysql",
    "thread_cache_size": "16",
    "query_cache_size": "32M",
    "innodb_data_file_path": "ibdata1:10M:autoextend",
    "thread_stack": "192K",
    "default_storage_engine": "innodb",
    "sort_buffer_size": "1M",
    "table_definition_cache": "1024",
    "read_buffer_size": "512K",
    "open_files_limit": "2048",
    "innodb_file_per_table": "1",
    "key_buffer_size": "200M",
    "join_buffer_size": "1M",
}

DEFAULTS: Mapping[str, str | int] = {
    "port": 3306,
    "basedir": "/usr",
    "datadir": "/var/lib/mysql/data",
    "secure-file-priv": "NULL",
    "tmpdir": "/var/tmp",  # noqa: S108
    "pid-file": "/var/run/mysqld/mysqld.pid",
    "socket": "/var/run/mysqld/mysqld.sock",
    "default_authentication_plugin": "mysql_native_password",
    "skip-external-locking": 1,
    "key_buffer_size": "200M",
    "max_allowed_packet": "4096K",
    "thread_stack": "192K",
    "thread_cache_size": 16,
    "myisam-recover-options": "BACKUP,FORCE",
    "innodb_data_file_path": "ibdata1:10M:autoextend",
    "innodb_buffer_pool_size": "600M",
    "innodb_file_per_table": 1,
    "innodb_log_files_in_group": 2,
    "innodb_log_file_size": "50M",
    "innodb_log_buffer_size": "25M",
    "connect_timeout": 15,
    "wait_timeout": 120,
    "join_buffer_size": "1M",
    "read_buffer_size": "512K",
    "read_rnd_buffer_size": "512K",
    "sort_buffer_size": "1M",
    "tmp_table_size": "64M",
    "max_heap_table_size": "64M",
    "table_open_cache": 1024,
    "table_definition_cache": 1024,
    "open_files_limit": 2048,
    "max_user_connections": 400,
    "max_connections": 400,
    "default_storage_engine": "innodb",
    "local-infile": 0,
    "server_id": 283236145,
    "performance_schema": "ON",
}

POSTGRESQL_DEFAULTS: Mapping[str, str | int] = {
    "datestyle": "iso, mdy",
    "default_text_search_config": "pg_catalog.english",
    "hba_file": "/etc/postgresql/pg_hba.conf",
    "listen_addresses": "*",
    "max_connections": 100,
    "port": 5432,
    "shared_buffers": "128MB",
    "timezone": "UTC",
}
