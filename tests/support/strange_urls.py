# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""URLs that read as if they were Azure's, and lead elsewhere in one parser or another.

``CLOUD`` stands for the host and port of Azure Resource Manager, ``evil.test`` for a stranger.
"""

from __future__ import annotations

STRANGE_URLS = (
    # A backslash: one parser takes it for a slash, another for a part of the host.
    "https://evil.test\\.CLOUD/x",
    "https://evil.test\\@CLOUD/x",
    "https://evil.test\\\\.CLOUD/x",
    "https://evil.test/\\.CLOUD/x",
    "https://evil.test:443\\.CLOUD/x",
    "https://evil.test%5C.CLOUD/x",
    "https:/\\evil.test/.CLOUD/x",
    "https:\\\\evil.test\\.CLOUD/x",
    "https://CLOUD\\@evil.test/x",
    "https://CLOUD\\.evil.test/x",
    # Who logs in, before the host.
    "https://CLOUD@evil.test/x",
    "https://CLOUD:x@evil.test/x",
    "https://evil.test@CLOUD/x",
    "https://x:y@CLOUD/x",
    "https://@evil.test@CLOUD/x",
    "https://evil.test%40CLOUD/x",
    "https://CLOUD%40evil.test/x",
    # The authority ends early.
    "https://evil.test#.CLOUD/x",
    "https://evil.test?.CLOUD/x",
    "https://evil.test;.CLOUD/x",
    "https://evil.test#@CLOUD/x",
    "https://evil.test?@CLOUD/x",
    "https://evil.test/@CLOUD/x",
    "https://CLOUD#@evil.test/x",
    "https://CLOUD?@evil.test/x",
    "https://CLOUD;@evil.test/x",
    # Signs that parsers drop, or don't.
    "https://evil.test\t.CLOUD/x",
    "https://evil.test\n.CLOUD/x",
    "https://evil.test\r\n.CLOUD/x",
    "https://evil.test\0.CLOUD/x",
    "https://evil.test .CLOUD/x",
    "https://evil.test\x7f.CLOUD/x",
    " https://evil.test/.CLOUD/x",
    "https://evil.test%00.CLOUD/x",
    "https://evil.test%09.CLOUD/x",
    "https://evil.test%20.CLOUD/x",
    "https://evil.test%23.CLOUD/x",
    "https://evil.test%2f.CLOUD/x",
    "https://evil.test%3f.CLOUD/x",
    "ht\ntps://evil.test/.CLOUD/x",
    "https:\t//evil.test/.CLOUD/x",
    # Letters that become others.
    "https://evil.test\uff0f.CLOUD/x",
    "https://evil.test\uff03.CLOUD/x",
    "https://evil.test\uff1f.CLOUD/x",
    "https://evil.test\u2100.CLOUD/x",
    "https://evil.test\uff0eCLOUD/x",
    "https://evil.test\u3002CLOUD/x",
    "https://evil.test\u00ad.CLOUD/x",
    "https://\u24d4vil.test/.CLOUD/x",
    "https://CLOUD\uff20evil.test/x",
    # Slashes, too few and too many.
    "//evil.test/.CLOUD/x",
    "https:evil.test/.CLOUD/x",
    "https:/evil.test/.CLOUD/x",
    "https:///evil.test/.CLOUD/x",
    "https:////CLOUD/x",
    # Hosts that are none, or nearly the right one.
    "https://",
    "https:///x",
    "https://:443/x",
    "https://.CLOUD/x",
    "https://evil.test..CLOUD/x",
    "https://CLOUD.evil.test/x",
    "https://CLOUD./x",
    "https://evilCLOUD/x",
    "https://*.CLOUD/x",
    "https://evil.test,CLOUD/x",
    "https://evil.test&CLOUD/x",
    "https://[::1/x",
    "https://[::1].CLOUD/x",
    "https://[::1%25.CLOUD]/x",
    "https://[evil.test].CLOUD/x",
    "https://[v1.evil]/x",
    "https://0x7f000001/x",
    "https://2130706433/x",
    # Ports that are none.
    "https://evil.test:CLOUD/x",
    "https://evil.test:443:CLOUD/x",
    "https://evil.test:.CLOUD/x",
    "https://CLOUD:0x1bb/x",
    "https://CLOUD:-1/x",
    "https://CLOUD:99999/x",
    "https://CLOUD:\u0664\u0664\u0663/x",
    # Other schemes.
    "http://evil.test/x",
    "http://CLOUD/x",
    "ftp://CLOUD/x",
    "https+unix://CLOUD/x",
    "javascript://CLOUD/x",
)
