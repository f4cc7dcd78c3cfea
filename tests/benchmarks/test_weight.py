from benchmarks.weight import IMPORTS, Named

PAGE = """
<link rel="stylesheet" href="/static/a.css"><link rel="icon" href="/static/x.png">
<link rel="modulepreload" href="/static/m.js"><script src="/static/b.js" defer></script>
<script>inline()</script>
"""


def test_style_sheets_and_scripts_are_found_and_nothing_else():
    named = Named()
    named.feed(PAGE)
    assert named.css == ["/static/a.css"]
    assert named.js == ["/static/m.js", "/static/b.js"]


def test_imports_of_style_sheets_are_found_in_every_spelling():
    sheet = b"@import 'a.css'; @import url(b.css); @import url(\"c.css\") layer(x);"
    assert IMPORTS.findall(sheet) == [b"a.css", b"b.css", b"c.css"]
