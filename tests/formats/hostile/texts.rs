//! The table of hostile texts: each is something that a program between a report and its reader could act upon.

/// A name for the table, and the text.
pub type HostileText = (&'static str, &'static str);

/// What stands behind each text, with the name of the place that it is in: who sees it has seen the text.
pub const TEXTS: &[HostileText] = &[
    ("github command", "::error file=x,line=1::pwned"),
    ("github command after a line", "A\n::stop-commands::x\n::add-mask::v1\r\n  ::error::pwned "),
    ("github command after spaces", "x  \u{a0}::add-mask::x \u{2003}::warning::pwned ::set-output name=a::b "),
    ("github command, encoded", "%0A::error::pwned%0D%0A%25,title=x:: "),
    ("github command, former", "a ##[error]pwned ##[set-env name=A]b "),
    ("azure command", "##vso[task.setvariable variable=a]pwned ##VSO[task.complete result=Succeeded;] "),
    ("teamcity command", "##teamcity[buildStatus status='SUCCESS' text='pwned'] |n|x0085 "),
    ("azure command behind what is ignored", "#\u{ad}#vso[task.complete] \u{200b}::error::pwned "),
    ("colours and screens", "\u{1b}[2J\u{1b}[1;1H\u{1b}[31mpwned\u{1b}[0m\u{1b}[?1049h\u{1b}c"),
    (
        "titles and clipboards",
        "\u{1b}]0;pwned\u{7}\u{1b}]52;c;cHduZWQ=\u{7}\u{1b}]8;;https://evil.example\u{1b}\\pwned\u{1b}]8;;\u{1b}\\",
    ),
    ("an unfinished escape", "b\u{1b}["),
    ("overwritten lines", "hidden\r\u{1b}[Kpwned\u{8}\u{8}\u{8}\u{7f}\u{b}\u{c}\u{7}"),
    ("C1", "\u{9b}2J\u{90}q\u{9c}\u{85}pwned\u{9d}0;pwned\u{9c}"),
    ("line separators", "a\u{2028}::error::pwned\u{2029}## pwned\u{85}"),
    ("bidi", "\u{202e}dnwp\u{202c}\u{2066}\u{2067}\u{2068}\u{2069}\u{200f}\u{200e}\u{61c}\u{202a}\u{202b}\u{202d}"),
    (
        "tags and other hidden text",
        "\u{e0041}\u{e0042}\u{e007f}\u{200b}\u{feff}\u{2060}\u{180e}\u{3164}\u{fe01}\u{e0101}\u{115f}",
    ),
    ("no characters", "\u{fffe}\u{ffff}\u{1fffe}\u{fdd0}\u{fffd}"),
    ("end of a section", "]]><!-- --> <![CDATA[ <?xml version=\"1.0\"?> &lt;&amp;&#x1b;&#0;&evil; '\" "),
    (
        "elements",
        "</script></style></pre></title><script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">",
    ),
    ("attributes", "\" onmouseover=\"alert(1)\" x='y' autofocus onfocus=alert(1) "),
    ("end of a summary", "</summary></details></sub></code></b><h1>pwned</h1>\n\n# pwned\n\n<details><summary>"),
    (
        "blank lines",
        "A\n\n## ✅ Avro schemas are compatible\n\n@octocat @org/team approved. [Details](https://evil.example) ![p](https://evil.example/p.png)\n\n<!--",
    ),
    ("backticks", "` `` ``` ```` ``````````\n```\n~~~\n`````"),
    (
        "mentions and issues",
        "@octocat @org/team #1 GH-1 owner/repo#1 !1 ~bug %1 $x^2$ :tada: &1 0123456789abcdef0123456789abcdef01234567 ",
    ),
    (
        "addresses",
        "https://evil.example www.evil.example mail@evil.example mailto:a@b.c ftp://evil.example <https://evil.example> ",
    ),
    (
        "links",
        "[pwned](https://evil.example) ![p](https://evil.example/p.png) [a][b] [x](1) [b]: https://evil.example \\[z\\](1)\\ ",
    ),
    ("tables and lists", "|a|b|\n|---|---|\n| x | y |\n- [ ] a\n1. b\n> c\n***\n===\n"),
    ("quick actions", "/approve\n/close\n/label ~bug\n"),
    ("formulas", "=HYPERLINK(\"https://evil.example\";\"pwned\"),+1,-1,@SUM(1)\t=1+1"),
    (
        "shells and paths",
        "$(touch pwned) `id` ; rm -rf . | cat && \\\\host\\share ../../etc/passwd %TEMP% ${{ github.token }} ",
    ),
    ("emoji", "❤️‍🔥👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 e\u{301}\u{302}\u{303} "),
    ("right to left", "שלום عربى می‌خواهم "),
    ("very long", LONG),
];

const LONG: &str = include_str!("long.txt");
