"""What a page shows, with its structure: headings, lists, terms, tables, hidden parts, contacts, notes, metadata."""

import pytest

from corpus.files.extraction import Extracted, extract

LEAD = "The Tarn Valley Museum said on Monday that its new wing, which took three years, would open to visitors in May."
REST = (
    "The museum was set up in 1931 to look after the finds of the valley, and it employs thirty people all year round."
)


def read(body: str, head: str = "") -> Extracted:
    """A page of an article with two paragraphs above what is given."""
    page = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body><nav><a href=/>Home</a></nav><main>"
        f"<article><h1>New wing opens</h1><p>{LEAD}</p><p>{REST}</p>{body}</article></main><footer>Mail</footer></body>"
    )
    return extract(page.encode(), ".html", "a")


def below(body: str) -> str:
    """What the page shows of a body below its two paragraphs."""
    opening = f"# New wing opens\n\n{LEAD}\n\n{REST}\n\n"
    text = read(body).text
    assert text.startswith(opening.rstrip())
    return text[len(opening) :]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<h3>Fees</h3><p>None.</p>", "### Fees\n\nNone.", id="a-heading-with-its-level"),
        pytest.param("<ul><li>One<li>Two<ul><li>Three</ul></ul>", "- One\n- Two\n  - Three", id="lists-within-lists"),
        pytest.param("<ol start=3><li>One<li>Two</ol>", "3. One\n4. Two", id="a-list-that-begins-at-three"),
        pytest.param("<ul><li><p>One</p><p>More</p></ul>", "- One\n\n  More", id="paragraphs-of-an-item"),
        pytest.param("<ul><li><h3>One</h3><p>Two</p></li></ul>", "### One\n\nTwo", id="parts-of-a-page-as-items"),
        pytest.param("<ul><li>One</li><ul><li>Two</li></ul></ul>", "- One\n  - Two", id="a-list-right-within-a-list"),
        pytest.param(
            "<h2>Visits</h2><button aria-expanded=false>Is it free?</button><p>Always.</p><button>Go on</button>",
            "## Visits\n\n### Is it free?\n\nAlways.",
            id="what-a-button-opens",
        ),
        pytest.param("<blockquote><p>One</p><p>Two</p></blockquote>", "> One\n>\n> Two", id="a-quotation"),
        pytest.param("<pre>One\n  two</pre>", "One\ntwo", id="lines-as-set"),
        pytest.param("Loose <b>words</b>.<br>Next.", "Loose words.\nNext.", id="no-element-of-their-own"),
        pytest.param("<p>A <q>word</q></p>", "A “word”", id="a-quotation-in-a-line"),
        pytest.param(
            "<details><summary>Is it free?</summary>Yes, <i>always</i>.</details>",
            "## Is it free?\n\nYes, always.",
            id="what-opens-when-asked",
        ),
        pytest.param("<dl><dt>Adult<dd>£4<dt>Child<dd>£2</dl>", "- Adult: £4\n- Child: £2", id="terms"),
        pytest.param(
            "<dl><div><dt>Open:</dt><dd>Daily</dd><dd>But Monday</dd></div></dl>",
            "- Open: Daily\n- But Monday",
            id="several-things-said-of-a-term",
        ),
        pytest.param("<dl><dt>Is it free?<dd>Yes.</dl>", "## Is it free?\n\nYes.", id="questions-and-answers-as-terms"),
    ],
)
def test_the_structure_of_a_page_is_kept(body: str, text: str) -> None:
    assert below(body) == text


@pytest.mark.parametrize(
    "shut",
    [
        "<p hidden>{}</p>",
        "<div aria-hidden=true><p>{}</p></div>",
        '<p style="color:red; display : none">{}</p>',
        '<span style="visibility:hidden">{}</span>',
        '<p class="visually-hidden">{}</p>',
        "<dialog><p>{}</p></dialog>",
        "<template><p>{}</p></template>",
        "<p><del>{}</del></p>",
        "<p><s>{}</s></p>",
        "<noscript><p>{}</p></noscript>",
        "<style>.old, p.x {{display:none}}</style><p class='new old'>{}</p>",
        "<style>@media print {{ .a {{color:red}} }} #z{{visibility:hidden}}</style><p id=z>{}</p>",
        "<figure><img alt='{0}'><figcaption>{0}</figcaption></figure>",
        "<svg><text>{}</text></svg>",
    ],
)
def test_what_a_page_does_not_show_is_not_read(shut: str) -> None:
    unseen = "The old ticket of the museum cost nine pounds until the end of the last summer season."
    assert below(shut.format(unseen) + "<p>The end.</p>") == "The end."


def test_what_is_hidden_on_paper_only_is_read() -> None:
    assert below("<style>@media print { .a {display:none} }</style><p class=a>Shown.</p>") == "Shown."


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ('<a href="mailto:a.b@tarn.example?subject=Hi">write to us</a>', "write to us (a.b@tarn.example)"),
        ('<a href="mailto:a.b@tarn.example">A.B@tarn.example</a>', "A.B@tarn.example"),
        ('<a href="tel:+44-1632-960143">ring us</a>', "ring us (+44-1632-960143)"),
        ('<a href="tel:+441632960143">01632 960143</a>', "01632 960143"),
        ('<a href="/far">far away</a> is it', "far away is it"),
        ('<a class=__cf_email__ data-cfemail="1a7b5a78347f62">[email protected]</a>', "a@b.ex"),
    ],
)
def test_a_link_tells_its_address_where_it_tells_whom_to_reach(link: str, text: str) -> None:
    assert below(f"<p>Please {link}.</p>") == f"Please {text}."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("the tower<sup>1</sup> fell", "the tower[1] fell"),
        ("in 2019.<sup>2</sup> It", "in 2019.[2] It"),
        ("in 2019 <sup><a href=#n2>2</a></sup>", "in 2019[2]"),
        ("a cost of £4m<sup>3</sup>", "a cost of £4m[3]"),
        ("said so<sup>[4]</sup>", "said so[4]"),
        ("said so<sup>5, 6</sup>", "said so[5][6]"),
        ("said so<sup><a href=#a>b</a></sup>", "said so[b]"),
        ("10<sup>6</sup> litres", "10⁶ litres"),
        ("10<sup>-3</sup> m", "10⁻³ m"),
        ("84 m<sup>2</sup> of floor", "84 m² of floor"),
        ("12 km<sup>2</sup>", "12 km²"),
        ("x<sup>2</sup> and 2<sup>10</sup>", "x² and 2¹⁰"),
        ("on the 1<sup>st</sup> of May", "on the 1st of May"),
        ("CO<sub>2</sub>", "CO2"),
    ],
)
def test_what_is_raised_is_a_power_or_the_mark_of_a_note(html: str, text: str) -> None:
    assert below(f"<p>It is {html}</p>") == f"It is {text}"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param(
            "<tr><th>Boat<th>Fee<tr><td>Small<td>£4", "| Boat | Fee |\n| --- | --- |\n| Small | £4 |", id="headed"
        ),
        pytest.param(
            "<tr><td>Boat<td>Fee<tr><td>Small<td>£4<tr><td>Large<td>£9",
            "| Boat | Fee |\n| --- | --- |\n| Small | £4 |\n| Large | £9 |",
            id="headed-by-its-form",
        ),
        pytest.param(
            "<tr><td><b>Place</b><td><b>Lead</b><tr><td>Hull<td>Ann",
            "| Place | Lead |\n| --- | --- |\n| Hull | Ann |",
            id="headed-in-bold",
        ),
        pytest.param(
            "<tr><th>Boat<td>Small<tr><th>Fee<td>£4",
            "|  |  |\n| --- | --- |\n| Boat | Small |\n| Fee | £4 |",
            id="headed-at-the-side",
        ),
        pytest.param(
            "<tr><th>Boat<th>Fee<tr><td rowspan=2>Small<td>£4<tr><td>£5",
            "| Boat | Fee |\n| --- | --- |\n| Small | £4 |\n| Small | £5 |",
            id="a-cell-over-two-rows",
        ),
        pytest.param(
            "<tr><th rowspan=2>Boat<th colspan=2>Fee<tr><th>Day<th>Night<tr><td>Small<td>£4<td>£5",
            "| Boat | Fee Day | Fee Night |\n| --- | --- | --- |\n| Small | £4 | £5 |",
            id="two-rows-of-heads",
        ),
        pytest.param(
            "<caption>Fees</caption><tr><th>Boat<th>Fee<tr><td colspan=2>Summer<tr><td>Small<td>£4",
            "Fees\n\n| Boat | Fee |\n| --- | --- |\n| Summer |  |\n| Small | £4 |",
            id="a-caption-and-a-group",
        ),
        pytest.param(
            "<tr><th>A|B<th>Fee<tr><td>S<br>M<td><ul><li>£4<li>£5</ul>",
            "| A\\|B | Fee |\n| --- | --- |\n| S M | £4 £5 |",
            id="cells-on-one-line",
        ),
        pytest.param(
            "<tr><th>Boat<th>Fee<tr><td>Small<td><table><tr><td>£4<td>£5</table>",
            "| Boat | Fee |\n| --- | --- |\n| Small | £4 £5 |",
            id="a-table-in-a-cell",
        ),
        pytest.param("<tr><td>All of it.", "All of it.", id="a-frame"),
    ],
)
def test_a_table_keeps_its_heads_and_repeats_cells_that_span(rows: str, text: str) -> None:
    assert below(f"<table>{rows}</table>") == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("# 1 on the list", "\\# 1 on the list"),
        ("&gt; 4 is more", "\\> 4 is more"),
        ("a *great* day", "a \\*great\\* day"),
        ("5 * 4 * 3 and price*", "5 * 4 * 3 and price*"),
        ("the _old_ file_name", "the \\_old\\_ file\\_name"),
        ("one file_name", "one file_name"),
        ("a [word](there)", "a [word\\](there)"),
        ("as [1] and [2] say", "as [1] and [2] say"),
        ("[1]: the note", "\\[1]: the note"),
        ("a &lt;b&gt; tag, 4 &lt; 5", "a \\<b> tag, 4 < 5"),
        ("write &amp;amp; here, R&amp;D", "write \\&amp; here, R&D"),
        ("a `tick` and C:\\dir\\*", "a \\`tick\\` and C:\\dir\\\\*"),
        ("One<br>---", "One\n\\---"),
        ("£4 | £5, 1. and - are as they are", "£4 | £5, 1. and - are as they are"),
    ],
)
def test_what_would_be_read_as_a_mark_is_escaped_and_nothing_else(shown: str, text: str) -> None:
    assert below(f"<p>{shown}</p>") == text


def test_lists_of_a_plain_page_are_kept_and_its_menus_are_not() -> None:
    page = (
        f"<html><head><body><ul><li><a href=/>Home</a><li><a href=/b>Boats</a></ul><p>{LEAD}</p>"
        f"<ul><li>The bell rings at noon.<li>The door shuts at six.</ul><p>{REST}</p></body></html>"
    )
    assert extract(page.encode(), ".html", "a").text == (
        f"{LEAD}\n\n- The bell rings at noon.\n- The door shuts at six.\n\n{REST}"
    )


LINKED = (
    '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":"NewsArticle","headline":'
    '"Wing opens at last","datePublished":"2024-05-06T09:00:00Z","publisher":{"name":"Tarn Museum"}}]}</script>'
)


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("<title>New wing opens | Tarn Museum</title>", "title", "New wing opens"),
        (
            "<meta property=og:title content='New wing opens - Tarn'><meta property=og:site_name content=Tarn>",
            "title",
            "New wing opens",
        ),
        ("<meta property=og:site_name content='Tarn Museum'>", "publisher", "Tarn Museum"),
        (LINKED, "publisher", "Tarn Museum"),
        (LINKED, "published", "2024-05-06"),
        ("<meta property=article:published_time content=2024-05-07T10:00:00+01:00>", "published", "2024-05-07"),
        ("<meta name=DC.date content='7 May 2024'>", "published", "2024-05-07"),
        ("<meta property=article:modified_time content=2024-05-07>", "published", None),
        ("<link rel=canonical href='https://tarn.example/wing'>", "url", "https://tarn.example/wing"),
        (
            "<link rel=canonical href='/wing'><meta property=og:url content='https://tarn.example/w'>",
            "url",
            "https://tarn.example/w",
        ),
        ("<script type='application/ld+json'>{broken</script>", "published", None),
    ],
)
def test_a_page_says_what_it_is(head: str, field: str, value: str | None) -> None:
    assert getattr(read("", head), field) == value


@pytest.mark.parametrize(
    ("body", "published"),
    [
        ("<p>Published <time datetime=2024-05-08T10:00>8 May</time></p>", "2024-05-08"),
        ("<p>Updated <time datetime=2024-05-08>8 May</time></p>", None),
        (
            "<p>It opens on <time datetime=2024-05-08>8 May</time>, and the hall will be shut in the week before.</p>",
            None,
        ),
        ("<p><time datetime=2024-05-08>8 May</time></p><p><time datetime=2024-06-08>8 June</time></p>", None),
    ],
)
def test_a_time_below_the_headline_is_the_day_and_one_in_a_sentence_is_not(body: str, published: str | None) -> None:
    assert read(body).published == published


@pytest.mark.parametrize("banner", ["Press release", "News", "FOR IMMEDIATE RELEASE"])
def test_a_banner_is_no_title(banner: str) -> None:
    page = f"<title>New wing opens</title><body><h1>{banner}</h1><h2>New wing opens</h2><p>{LEAD}</p><p>{REST}</p>"
    assert extract(f"<!doctype html>{page}".encode(), ".html", "a").title == "New wing opens"


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<b><p>",
        "<ul><li>",
        "<table><tr><td>",
        "<sup>1</sup>x ",
        "*a ",
        "_a ",
        "<dl><dt>a<dd>",
        "&lt;a",
        "[a](",
        "<style>@media{",
        "<td colspan=1000 rowspan=1000>",
    ],
)
def test_a_page_of_one_thing_over_and_over_takes_its_time_by_its_length(piece: str) -> None:
    assert "harbour" in extract(f"<html><body><p>A harbour. {piece * 20_000}".encode(), ".html", "a").text
