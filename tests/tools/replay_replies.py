#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Send files with replies through Junos XML sessions and hold what tshark shows against what was sent.

usage: replay_replies.py --plugin portlore.so [--sizes 1,100,536,1460] [--keep FOLDER] FOLDER_OR_FILE...

Each file is one reply: an <rpc-reply>, or any other element, which is then put into one. A byte order mark before it is sent; an
XML declaration is not (it would begin a new session).

Every file goes through one session for each segment size, once with each reply in segments of its own, and once coalesced: all
requests first, then all replies as one run of bytes, so that a segment holds the end of one reply and the start of the next.
tshark reads each of these captures in one pass and in two. Held is, of every reply:

  * it is found, once, in the frame that holds its last byte, and it is matched to its request;
  * its length, its name (of the first child) and its elements, attributes and texts are those that expat, an independent
    parser, finds in the bytes that were sent;
  * it is not called malformed when libxml2 accepts it, as its program xmllint tells;
  * one pass and two passes show the same.

A reply that libxml2 refuses must be found and matched all the same.

Exit status: 0 all holds, 1 not, 2 wrong usage or no xmllint.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.parsers.expat
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from capture_writer import CLIENT, SERVER, Capture, TcpConversation  # noqa: E402
from golden import LOOK_AHEAD, render  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tshark_output import STRICT, parse_pdml, printable  # noqa: E402

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DECLARATION = re.compile(rb"\s*<\?xml\s.*?\?>\s*", re.DOTALL)
# White space, comments and processing instructions before the element.
PROLOGUE = re.compile(rb"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
ROOT = re.compile(rb"<([^\s/>]+)")
SERVER_PREAMBLE = (b'<?xml version="1.0" encoding="us-ascii"?>\n<junoscript xmlns="http://xml.juniper.net/xnm/1.1/xnm" os="JUNOS" release="18.4R3.3" '
                   b'hostname="edge1" version="1.0">\n')
CLIENT_PREAMBLE = b'<?xml version="1.0" encoding="us-ascii"?>\n<junoscript version="1.0">\n'
PROBLEMS_SHOWN = 40
# Poisoned memory is slow: not for the captures of large collections.
STRICT_FRAMES = 200_000
# What xmllint says of a file that is not well-formed. A prefix without a namespace is an error to it too, but no such one.
REFUSAL = re.compile(r"^(?:.*/)?(\d+)\.xml:\d+: (?:parser|encoding|I/O) error : (.*)$", re.MULTILINE)
# Files for one xmllint: as many as a command line has room for anywhere.
FILES_AT_ONCE = 500
# Seconds; a capture of one-byte segments has millions of frames.
TIMEOUT = 1800


@dataclass
class Reply:
    """One file. sent: what goes over the wire; message: the part of it that is the message. The lists are in document order, and of no use where
    unparsed is set. refusal, unparsed: why libxml2, and expat, call the message not well-formed; None where they do not."""

    path: Path
    sent: bytes
    message: bytes
    name: str = None
    elements: list = field(default_factory=list)
    attributes: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    refusal: str = None
    unparsed: str = None


def judge(replies):
    """Fill in what libxml2 says of the messages."""
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(replies), FILES_AT_ONCE):
            names = []
            for index, reply in enumerate(replies[start:start + FILES_AT_ONCE], start):
                names.append(f"{index}.xml")
                Path(folder, names[-1]).write_bytes(reply.message)
            result = subprocess.run(["xmllint", "--noout", "--nonet", "--huge", *names], cwd=folder, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            said = result.stderr.decode("utf-8", "replace")
            refusals = REFUSAL.findall(said)
            # 1 is its word for files that are not well-formed, and 4 that of later versions where bytes are none of the encoding's.
            if result.returncode not in (0, 1, 4) or (result.returncode != 0) != bool(refusals):
                sys.exit(f"replay_replies.py: xmllint ended with {result.returncode} and said:\n{said}")
            for index, text in reversed(refusals):
                replies[int(index)].refusal = text


def parse(reply):
    """Fill in what expat finds in the message."""
    text, depth = [], 0

    def flush():
        value = "".join(text)
        text.clear()
        if value.strip(" \t\r\n"):
            reply.texts.append(value)

    def start(name, attributes):
        nonlocal depth
        flush()
        depth += 1
        if depth == 2 and reply.name is None:
            reply.name = name.rpartition(":")[2]
        reply.elements.append(name)
        reply.attributes.extend(zip(attributes[::2], attributes[1::2]))

    def end(_name):
        nonlocal depth
        flush()
        depth -= 1

    parser = xml.parsers.expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.CommentHandler = lambda _text: flush()
    parser.ProcessingInstructionHandler = lambda _target, _data: flush()
    try:
        parser.Parse(reply.message, True)
    except xml.parsers.expat.ExpatError as error:
        reply.unparsed = str(error)


def load(path):
    """The Reply of a file, or None when it holds no element."""
    content = path.read_bytes()
    mark = BYTE_ORDER_MARK if content.startswith(BYTE_ORDER_MARK) else b""
    content = content[len(mark):]
    declaration = DECLARATION.match(content)
    if declaration:
        content = content[declaration.end():]
    start = PROLOGUE.match(content).end()
    root = ROOT.match(content, start)
    if not root:
        return None
    if root.group(1).rpartition(b":")[2] == b"rpc-reply":
        message = content[start:].rstrip()
        sent = mark + content[:start] + message + b"\n"
    else:
        message = b"<rpc-reply>\n" + content + b"</rpc-reply>"
        sent = mark + message + b"\n"
    reply = Reply(path, sent, message)
    parse(reply)
    return reply


@dataclass
class Recording:
    """A capture of one session, and the frames in which its requests and replies end."""

    capture: Capture
    requests: list
    replies: list


def record(replies, size, coalesced):
    """One session with all replies."""
    capture = Capture()
    tcp = TcpConversation(capture, ("192.0.2.10", 50112), ("192.0.2.1", 3221), size=size)
    tcp.handshake()
    tcp.send(SERVER, SERVER_PREAMBLE, acknowledge=False)
    tcp.send(CLIENT, CLIENT_PREAMBLE, acknowledge=False)
    recording = Recording(capture, [], [])
    texts = [f"<rpc><get-{index}/></rpc>".encode() for index in range(len(replies))]
    if coalesced:
        recording.requests = send_as_one(tcp, CLIENT, texts, [len(text) for text in texts])
        # The message ends before the newline that follows it.
        recording.replies = send_as_one(tcp, SERVER, [reply.sent for reply in replies], [len(reply.sent) - 1 for reply in replies])
    else:
        for text, reply in zip(texts, replies):
            recording.requests += send_as_one(tcp, CLIENT, [text], [len(text)])
            recording.replies += send_as_one(tcp, SERVER, [reply.sent], [len(reply.sent) - 1])
    tcp.close()
    return recording


def send_as_one(tcp, side, texts, ends):
    """Send texts as one run of bytes. ends: of each text, how many bytes of it the message has ended after. Returns the frames that
    hold these last bytes."""
    marks, start = [], 0
    for text, end in zip(texts, ends):
        marks.append(start + end)
        start += len(text)
    frames, sent, waiting = [], 0, iter(marks)
    mark = next(waiting, None)
    for segment in tcp.cut(side, b"".join(texts)):
        frame = tcp.emit(segment)
        sent += len(segment.payload)
        while mark is not None and sent >= mark:
            frames.append(frame)
            mark = next(waiting, None)
    return frames


def message_item(parents, item):
    """The item below which all of a message stands: the xnm.reply or xnm.rpc item, or what it stands in."""
    return item if item.children else parents[id(item)]


def messages(frames, kind):
    """(frame number, item of the message) of every message of a kind, in order."""
    result = []
    for frame in frames:
        parents, items = {}, []
        for item in frame.walk():
            parents.update((id(child), item) for child in item.children)
            if item.name == kind:
                items.append(item)
        result += [(frame.number, message_item(parents, item)) for item in items]
    return result


def values(item, name):
    return [below.value for below in item.walk() if below.name == name]


def texts_of(item):
    """The texts that are not white space only; what of that is shown is a matter of taste."""
    return [text for text in (shown_as(value) for value in values(item, "xnm.text")) if text]


def shown_as(value):
    """A value as the tree shows it; line ends and tabs there are escapes, runs of white space are taken for one blank."""
    return " ".join(re.sub(r"\\[nrt]", " ", printable(value)).split())


def compare(replies, recording, frames):
    """Problems, each as text."""
    problems = []
    requests, found = messages(frames, "xnm.rpc"), messages(frames, "xnm.reply")
    if [number for number, _ in requests] != recording.requests:
        problems.append(f"{len(requests)} requests found, or in other frames; {len(recording.requests)} sent")
    if [number for number, _ in found] != recording.replies:
        problems.append(f"{len(found)} replies found, or in other frames; {len(recording.replies)} sent")
        return problems
    for index, (_, item) in enumerate(requests):
        problems += unequal(f"request {index + 1}", "xnm.rpc.name", [f"get-{index}"], values(item, "xnm.rpc.name"))
        problems += unequal(f"request {index + 1}", "xnm.rpc.number", [str(index + 1)], values(item, "xnm.rpc.number"))
    for reply, request, (number, item) in zip(replies, recording.requests, found):
        where = f"{reply.path.name} (frame {number})"
        problems += unequal(where, "xnm.reply.to", [str(request)], values(item, "xnm.reply.to"))
        length = values(item, "xnm.message.length")
        problems += unequal(where, "xnm.message.length", [str(len(reply.message))], length) if length else []
        if not reply.refusal:
            problems += unequal(where, "xnm.malformed", [], values(item, "xnm.malformed"))
        if reply.unparsed:
            continue
        problems += unequal(where, "xnm.reply.name", [reply.name] if reply.name else [], values(item, "xnm.reply.name"))
        problems += unequal(where, "elements", reply.elements, values(item, "xnm.element"))
        problems += unequal(where, "count of xnm.attribute", len(reply.attributes), len(values(item, "xnm.attribute")))
        problems += unequal(where, "texts", [shown_as(text) for text in reply.texts], texts_of(item))
    return problems


def unequal(where, what, expected, got):
    return [] if expected == got else [f"{where}: {what}: expected {str(expected)[:300]}, got {str(got)[:300]}"]


def show(tshark, path, two_pass, environment):
    """The frames that complete a message."""
    command = ["-r", str(path), "-n", *(["-2"] if two_pass else []), "-Y", "xnm.rpc || xnm.reply", "-T", "pdml", "-J", "frame xnm"]
    result = tshark.run(command, timeout=TIMEOUT, environment=environment)
    if result.returncode != 0 or result.stderr:
        sys.exit(f"replay_replies.py: tshark ended with {result.returncode} and said:\n{result.stderr}")
    return parse_pdml(result.stdout)


def files_of(arguments):
    """All files that the arguments name, folders with what is in them."""
    paths = []
    for argument in map(Path, arguments):
        paths += sorted(path for path in argument.iterdir() if path.is_file() and not path.name.startswith(".")) if argument.is_dir() else [argument]
    return paths


def replay(tshark, replies, size, coalesced, folder):
    """Problems of one capture."""
    recording = record(replies, size, coalesced)
    path = Path(folder) / f"size-{size}{'-coalesced' if coalesced else ''}.pcap"
    recording.capture.write(path)
    environment = STRICT if len(recording.capture.frames) < STRICT_FRAMES else None
    one, two = (show(tshark, path, two_pass, environment) for two_pass in (False, True))
    problems = compare(replies, recording, two)
    if render(one, LOOK_AHEAD) != render(two, LOOK_AHEAD):
        problems.append("one pass and two passes show different things")
    manner = f"segments of {size} bytes" + (", coalesced" if coalesced else "")
    print(f"{'FAILED' if problems else 'ok'} {manner}: {len(recording.capture.frames)} frames, {len(recording.replies)} replies", flush=True)
    for problem in problems[:PROBLEMS_SHOWN]:
        print(f"  - {problem}")
    if len(problems) > PROBLEMS_SHOWN:
        print(f"  ... {len(problems) - PROBLEMS_SHOWN} more")
    return problems


def main():
    parser = argparse.ArgumentParser(description="Replay replies through sessions and compare what tshark shows with what was sent.")
    parser.add_argument("--plugin", default=os.environ.get("PORTLORE_PLUGIN"), help="portlore.so; default: $PORTLORE_PLUGIN")
    parser.add_argument("--sizes", default="1,100,536,1460", help="bytes of payload a segment")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the captures there")
    parser.add_argument("paths", nargs="+", help="files, or folders of files")
    options = parser.parse_args()
    if not options.plugin:
        print("replay_replies.py: no plugin named", file=sys.stderr)
        return 2
    if shutil.which("xmllint") is None:
        print("replay_replies.py: xmllint is needed, which libxml2 brings", file=sys.stderr)
        return 2
    loaded = [load(path) for path in files_of(options.paths)]
    replies = [reply for reply in loaded if reply]
    if not replies:
        print("replay_replies.py: no replies", file=sys.stderr)
        return 2
    judge(replies)
    refused = [reply for reply in replies if reply.refusal or reply.unparsed]
    print(f"{len(replies)} replies, {sum(len(reply.message) for reply in replies)} bytes, {sum(len(reply.elements) for reply in replies)} elements; "
          f"{len(loaded) - len(replies)} files without an element; libxml2 refuses {sum(reply.refusal is not None for reply in replies)}, "
          f"expat {sum(reply.unparsed is not None for reply in replies)}")
    for reply in refused:
        print(f"  refused: {reply.path.name}: libxml2: {reply.refusal or 'accepted'}; expat: {reply.unparsed or 'accepted'}")
    problems = []
    with tempfile.TemporaryDirectory() as scratch, Tshark(plugin=options.plugin) as tshark:
        for size in map(int, options.sizes.split(",")):
            for coalesced in (False, True):
                problems += replay(tshark, replies, size, coalesced, options.keep or scratch)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
