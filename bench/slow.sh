#!/usr/bin/env bash
# slow.sh [N] - N clients (10000) that send a byte of their request every few seconds, each over
# TLS to nginx as it is shipped, with the program behind it; beside them honest ones, at 200 pages
# a second: how long these wait (p99 10 ms), before and meanwhile, and the memory of the program.
set -euo pipefail
cd "$(dirname "$0")/.."
bld=${BLD:-bld/none}
n=${1:-10000}
make -s bench
ulimit -n "$(ulimit -Hn)"
tmp=$(mktemp -d /var/tmp/namro-bench.XXXXXX)
finish() {
    kill $(jobs -p) 2>/dev/null || true
    wait
    rm -rf "$tmp"
}
trap finish EXIT
mapfile -t cookies < <("$bld/bench/tasks_make" "$tmp/office.db" 10000)
tls=$((RANDOM % 12000 + 20000))
tests/cli/nginx_conf.sh "$tmp" "$tls"
# All come from one address here; and a worker has room for as many as a server is set up for.
sed -i '/^ *limit_\(req\|conn\) /d; s/worker_connections [0-9]*/worker_connections 20000/
    s/^daemon off;/& worker_rlimit_nofile 20000;/' "$tmp/nginx.conf"
"$bld/namro" serve --db "$tmp/office.db" --listen "$tmp/socket" --proxy >"$tmp/log" 2>&1 &
server=$!
/usr/sbin/nginx -p "$tmp" -c "$tmp/nginx.conf" 2>>"$tmp/error.log" &
sleep 2

python3 - "$tls" "$n" "__Host-namro=${cookies[0]}" "$(pgrep -P "$server")" <<'PY'
import asyncio, logging, ssl, sys, time
logging.disable() # of connections that nginx has ended
port, many, cookie, child = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
tls = ssl.create_default_context()
tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
head = f"GET /task HTTP/1.1\r\nHost: office.test\r\nCookie: {cookie}\r\n\r\n".encode()

async def honest(seconds, rate):
    """Pages over 8 connections at a fixed rate; the wait counts from when each was due."""
    links = [await asyncio.open_connection("127.0.0.1", port, ssl=tls) for _ in range(8)]
    free, waits, begin = asyncio.Queue(), [], time.monotonic()
    for link in links: free.put_nowait(link)
    async def one(due):
        reader, writer = await free.get()
        writer.write(head)
        top = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in top.split(b"\r\n")[0], top
        size = [l for l in top.split(b"\r\n") if l.lower().startswith(b"content-length:")]
        if size: await reader.readexactly(int(size[0].split(b":")[1]))
        else:
            while (k := int((await reader.readline()).strip() or b"0", 16)): await reader.readexactly(k + 2)
            await reader.readline()
        waits.append(time.monotonic() - due)
        free.put_nowait((reader, writer))
    tasks = []
    for i in range(int(seconds * rate)):
        due = begin + i / rate
        await asyncio.sleep(max(0, due - time.monotonic()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    waits.sort()
    return waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.99)] * 1000

async def slow(open_, refused, gone):
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    except OSError:
        refused.append(1)
        return
    open_.append(writer)
    try:
        for byte in head[:-4]:
            writer.write(bytes([byte]))
            await asyncio.sleep(5)
    except (OSError, ssl.SSLError):
        gone.append(1)

def memory():
    with open(f"/proc/{child}/status") as f:
        return next(int(l.split()[1]) // 1024 for l in f if l.startswith("VmRSS"))

async def main():
    print("alone:   p50 %.1f ms, p99 %.1f ms, program %d MB" % (*await honest(5, 200), memory()))
    open_, refused, gone = [], [], []
    tasks = []
    for i in range(many):
        tasks.append(asyncio.create_task(slow(open_, refused, gone)))
        if i % 50 == 49: await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    there = sum(not w.is_closing() for w in open_)
    p50, p99 = await honest(8, 200)
    print("beside %d slow ones (%d refused): p50 %.1f ms, p99 %.1f ms, program %d MB"
          % (there, len(refused), p50, p99, memory()))
    for t in tasks: t.cancel()
    sys.exit(p99 > 10)
asyncio.run(main())
PY
