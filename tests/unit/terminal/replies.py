"""What terminals answer, as their manuals have it: xterm, the VTs, kitty, iTerm2, foot, mintty…"""

from __future__ import annotations

from typing import Final

ST: Final = "\x1b\\"

REPORTS: Final = (
    "\x1b[?1;2c",  # DA1: a VT100, xterm's and tmux's
    "\x1b[?6c",
    "\x1b[?62;22;52c",
    "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29c",
    "\x1b[?65;1;9c",
    "\x1b[>0;136;0c",  # DA2
    "\x1b[>41;390;0c",
    "\x1b[>84;0;0c",
    "\x1b[>1;4000;36c",
    "\x1b[>65;7600;1c",
    "\x1b[=0c",
    "\x1b/Z",  # what a VT52 says
    "\x1b[0n",  # DSR: well, a printer, keys' lock, locator, memory, sessions
    "\x1b[3n",
    "\x1b[?10n",
    "\x1b[?13n",
    "\x1b[?20n",
    "\x1b[?27;1;0;0n",
    "\x1b[?53n",
    "\x1b[?57;1n",
    "\x1b[?62*{",
    "\x1b[?83n",
    "\x1b[?997;1n",  # dark or light
    "\x1b[12;40R",  # CPR
    "\x1b[1;1R",
    "\x1b[1;2R",
    "\x1b[?12;40;1R",  # DECXCPR
    "\x1b[2;1;1;112;112;1;0x",  # DECREQTPARM
    "\x1b[4;2$y",  # DECRPM
    "\x1b[?1004;2$y",
    "\x1b[?2027;0$y",
    "\x1b[?1u",  # the kitty keyboard's flags
    "\x1b[?31u",
    "\x1b[>4;2m",  # modifyOtherKeys
    "\x1b[?4m",
    "\x1b[1t",  # XTWINOPS
    "\x1b[2t",
    "\x1b[3;100;200t",
    "\x1b[4;768;1024t",
    "\x1b[5;1080;1920t",
    "\x1b[6;16;8t",
    "\x1b[8;36;120t",
    "\x1b[9;50;190t",
    "\x1b[?1;0;1024S",  # XTSMGRAPHICS
    "\x1b[?2;0;800;600S",
    "\x1b[1;0;10;20;0&w",  # DECLRP
    "\x1b[0&w",
    "\x1b[1#S",  # a title's stack
    "\x1b[1;2#Q",  # colours' stack
    "\x1b[?0#R",
    "\x1b[?2;0S",
    '\x1b[24;80;1;1;0"w',  # DECRPDE
    "\x1b[?996n",
)
COLOURS: Final = (
    "10;rgb:ffff/ffff/ffff",
    "11;rgb:0000/0000/0000",
    "11;rgba:0000/0000/0000/ffff",
    "12;rgb:ffff/ffff/ffff",
    "13;#ffffff",
    "17;rgb:3333/3333/3333",
    "19;rgb:ffff/ffff/ffff",
    "4;0;rgb:0000/0000/0000",
    "4;255;rgb:eeee/eeee/eeee",
    "5;0;rgb:ffff/ffff/ffff",
    "4;-2;rgb:1e1e/1e1e/1e1e",
    "21;foreground=rgb:ff/ff/ff;cursor=",
    "22;default",
    "50;-misc-fixed-medium-r-normal--13-120-75-75-c-70-iso10646-1",
    "52;c;RGVsZXRlIHRoZSBkYXRhYmFzZQ==",
    "52;;",
    "60;allowColorOps,allowFontOps",
    "61;SetColor,GetColor",
    "66;w=2;x",
    "99;i=1:p=?;a=focus,report:c=1:o=always:p=title,body",
    "133;A",
    "176;foot",
    "702;rxvt;2.7.2",
    "1337;ReportCellSize=17.50;8.00;2.0",
    "1337;ReportVariable=c2hlbGw=",
    "1337;Capabilities=T3LrCwBMSCUFFo",
    "5522;type=read:status=OK",
    "lReport and Delete",
    "Lxterm",
    "7770;14",
)
STRINGS: Final = (
    "\x1bP>|XTerm(390)",  # XTVERSION
    "\x1bP>|tmux 3.4",
    "\x1bP>|kitty(0.36.4)",
    "\x1bP>|iTerm2 3.5.0",
    "\x1bP>|WezTerm 20240203-110809-5046fc22",
    "\x1bP!|00000000",  # DA3
    "\x1bP!|7E565445",
    "\x1bP1+r544e=787465726d2d323536636f6c6f72",  # XTGETTCAP
    "\x1bP0+r524742",
    "\x1bP1+r436f=323536;524742=382f382f38",
    "\x1bP1$r0;1;31m",  # DECRQSS
    "\x1bP1$r2 q",
    "\x1bP0$r",
    "\x1bP1$r1;36r",
    '\x1bP1$r64;1"p',
    "\x1bP0!u%5",  # DECRQUPSS
    "\x1bP1!~ABCD",  # DECCKSR
    "\x1bP1$u1;1;1;@;@;@;0;2;@;BBBB",  # DECCIR
    "\x1bP2$u9/17/25/33",  # DECTABSR
    "\x1bP1$s\x20",
    '\x1bP@kitty-cmd{"ok":true}',
    "\x1b_Gi=31;OK",
    "\x1b_Gi=31,I=1;ENOENT:No such file",
    "\x1b^private",
    "\x1bXstart of string",
)
REPLIES: Final = (
    *REPORTS,
    *(f"\x1b]{colour}{end}" for colour in COLOURS for end in ("\x07", ST)),
    *(string + ST for string in STRINGS),
    # The same by a terminal that sends eight-bit controls.
    "\x9b?62;22c",
    "\x9d11;rgb:0000/0000/0000\x9c",
    "\x90>|XTerm(390)\x9c",
)
