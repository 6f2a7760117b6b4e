"""The table of ratios, the picture, and the facts about the machine, as Markdown and SVG."""

import datetime
import math
import os
import platform
import statistics
import subprocess
import textwrap
import time
import xml.sax.saxutils

import servers

DOCUMENT = servers.ROOT / "docs" / "BENCHMARKS.md"
PICTURE = servers.ROOT / "docs" / "benchmarks.svg"


def table(rows):
    lines = [
        "| Name | Measured | Ratio | Lowest to highest | Should be | Reached | Service | Baseline |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        reach = "" if row.reach is None else f"{'≥' if row.higher else '≤'} {row.reach:g}"
        reached = "" if row.reach is None else "yes" if row.reached else "**no**"
        cells = [f"`{row.name}`", row.what, f"**{number(row.ratio)}**"]
        cells += [f"{number(min(row.ratios))} to {number(max(row.ratios))}", reach, reached]
        cells += [f"{number(statistics.median(values))} {row.unit}" for values in (row.subject, row.baseline)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def facts():
    """The machine, as lines of a Markdown list."""
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()
    return [
        f"{len(servers.ALL_CORES) or os.cpu_count()} processors ({processor()}), of which the servers have"
        f" {len(servers.cores()[0] or [])}; {memory()}",
        f"{java[-2]}; {java[0]}",
        f"{platform.system()} {platform.release()}; Python {platform.python_version()}",
        f"write and sync of 4 KiB at the end of a file: {sync_time():.2g} ms (median)",
        f"load average of the last minute before the start: {LOAD:.2g}",
    ]


LOAD = os.getloadavg()[0]


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def memory():
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB of memory"


def sync_time():
    """Returns the milliseconds that the file system of the data needs to sync a small write."""
    folder = servers.new_folder()
    times = []
    with open(folder / "sync", "wb", buffering=0) as file:
        for _ in range(200):
            start = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    (folder / "sync").unlink()
    folder.rmdir()
    return statistics.median(times)


def wrapped(paragraph, indent=""):
    return textwrap.fill(paragraph, 130, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def write(rows, command, minutes):
    """Writes the document and its picture."""
    date = datetime.date.today().isoformat()
    lines = "\n".join(wrapped(f"- {fact}", "  ") for fact in facts())
    introduction = wrapped(
        f"`{command}` wrote this file on {date}, in {minutes:.0f} minutes. [benchmarks/README.md](../benchmarks/README.md)"
        " says what is measured, and how to read the table."
    )
    DOCUMENT.write_text(
        f"""# Benchmarks

{introduction}

{table(rows)}

![The ratios, their spread, and what they should be](benchmarks.svg)

The machine:

{lines}
"""
    )
    PICTURE.write_text(picture(rows))


# ----------------------------------------------------------------------------------- Picture

LEFT, WIDTH, ROW, TOP = 150, 560, 26, 46


def picture(rows):
    """Draws each ratio relative to what it should be, on a logarithmic scale: right of the line is better."""
    rows = [row for row in rows if row.reach is not None]
    marks = [[mark(row, ratio) for ratio in (min(row.ratios), row.ratio, max(row.ratios))] for row in rows]
    limit = max([2.0] + [abs(value) for each in marks for value in each]) * 1.05

    def x(value):
        return LEFT + WIDTH / 2 * (1 + value / limit)

    height = TOP + ROW * len(rows) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 80} {height}" font-family="sans-serif"'
        ' font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        text(x(0), 18, "what the ratio should be", "middle"),
        text(LEFT, 34, "← worse", "start"),
        text(LEFT + WIDTH, 34, "better →", "end"),
        f'<line x1="{x(0)}" y1="24" x2="{x(0)}" y2="{height - 8}" stroke="#444"/>',
    ]
    for number_of_row, (row, each) in enumerate(zip(rows, marks)):
        y = TOP + ROW * number_of_row + ROW / 2
        color = "#1a7f37" if row.reached else "#cf222e"
        parts += [
            text(LEFT - 10, y + 4, row.name, "end"),
            f'<line x1="{x(each[0]):.1f}" y1="{y}" x2="{x(each[2]):.1f}" y2="{y}" stroke="{color}" stroke-width="3"'
            ' opacity="0.5"/>',
            f'<circle cx="{x(each[1]):.1f}" cy="{y}" r="5" fill="{color}"/>',
            text(LEFT + WIDTH + 8, y + 4, number(row.ratio), "start"),
        ]
    return "\n".join(parts) + "\n</svg>\n"


def mark(row, ratio):
    """The logarithm (base 2) of how much better than the reach a ratio is."""
    return math.log2(ratio / row.reach if row.higher else row.reach / ratio)


def text(x, y, content, anchor):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{xml.sax.saxutils.escape(content)}</text>'
