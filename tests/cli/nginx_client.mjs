// nginx_client.mjs PORT CERT SERVER SOCKET - asks nginx at PORT (TLS) and PORT + 1 what
// browsers, attackers and slow lines would; SERVER is the process behind it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';

const [port, cert, server, socket] = [+process.argv[2], fs.readFileSync(process.argv[3]),
    +process.argv[4], process.argv[5]];
const place = { port, host: '127.0.0.1', ca: cert, servername: 'office.test' };
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const connect = (more = {}) => new Promise((done, fail) => {
    const s = tls.connect({ ...place, ...more }, () => done(s));
    s.on('error', fail);
});

// The whole answer to these bytes, as text; '' when the connection just ends.
const talk = (bytes, more) => new Promise((done, fail) => {
    let got = '';
    connect(more).then((s) => {
        s.setTimeout(25000, () => fail(new Error(`no answer to ${bytes.slice(0, 60)}`)));
        s.on('data', (d) => { got += d.toString('latin1'); });
        s.on('error', () => done(got));
        s.on('close', () => done(got));
        s.write(bytes);
    }, fail);
});
const status = (answer) => +(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
const head = (path, more = '') =>
    `GET ${path} HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n${more}\r\n`;

const headers = ['content-security-policy', 'x-content-type-options', 'x-frame-options',
    'referrer-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy',
    'permissions-policy', 'strict-transport-security', 'cache-control'];
function guarded(answer, what) {
    const names = answer.split('\r\n\r\n')[0].split('\r\n').slice(1)
        .map((line) => line.split(':')[0].toLowerCase());
    for (const name of headers)
        assert.equal(names.filter((n) => n === name).length, 1, `${what}: ${name}`);
    assert.ok(!/^server: nginx\//im.test(answer), `${what}: tells its version`);
}

async function transport() {
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
        const s = await connect({ minVersion: version, maxVersion: version });
        assert.equal(s.getProtocol(), version);
        s.destroy();
    }
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    assert.equal(await talk(head('/health'), old).catch(() => 'refused'), 'refused');
    const plain = await fetch(`http://127.0.0.1:${port + 1}/task?a=1`, { redirect: 'manual' });
    assert.equal(plain.status, 301);
    assert.equal(plain.headers.get('location'), 'https://office.test/task?a=1');
}

async function second() {
    const session = http2.connect(`https://127.0.0.1:${port}`, place);
    const got = await new Promise((done, fail) => {
        session.on('error', fail);
        const ask = session.request({ ':path': '/', ':authority': 'office.test' });
        ask.on('response', (h) => { ask.resume(); ask.on('end', () => done(h)); });
        ask.end();
    });
    assert.equal(session.alpnProtocol, 'h2');
    assert.ok([200, 303].includes(got[':status']));
    for (const name of headers) assert.ok(got[name], `HTTP/2: ${name}`);
    session.close();
}

async function answers() {
    const long = 'x'.repeat(40000);
    const cases = [
        [200, head('/health')],
        [404, head('/no/such/page')],
        [421, 'GET /health HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n'],
        [405, 'PUT /health HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n'
            + 'Content-Length: 0\r\n\r\n'],
        [400, head('/health?a=%00')],
        [400, head('/', 'Upgrade: websocket\r\n')],
        [413, 'POST / HTTP/1.1\r\nHost: office.test\r\nContent-Length: 99999999\r\n\r\n'],
        [414, head('/' + long)],
        [400, head('/', `X-Long: ${long}\r\n`)],
    ];
    for (const [want, bytes] of cases) {
        const answer = await talk(bytes);
        assert.equal(status(answer), want, bytes.slice(0, 70));
        guarded(answer, `${want}`);
    }
}

// Whatever they send, it is refused or the connection ends, and nobody falls over.
async function malformed() {
    const cases = [
        'GET /health\r\n\r\n', 'GET  HTTP/1.1\r\nHost: office.test\r\n\r\n', '\0\0\0\0\r\n\r\n',
        'GET /health HTTP/1.1\r\n\r\n', 'GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
        'GET /health HTTP/1.1\r\nHost: office.test\r\nbad header\0: x\r\n\r\n',
        'GET /health%00 HTTP/1.1\r\nHost: office.test\r\n\r\n',
        'GET /../../etc/passwd HTTP/1.1\r\nHost: office.test\r\n\r\n',
        'GET health HTTP/1.1\r\nHost: office.test\r\n\r\n',
        'GET * HTTP/1.1\r\nHost: office.test\r\n\r\n', 'GET /health HTTP/9.9\r\nHost: a\r\n\r\n',
        'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n',
        'POST / HTTP/1.1\r\nHost: office.test\r\nContent-Length: -1\r\n\r\n',
        'POST / HTTP/1.1\r\nHost: office.test\r\nContent-Length: 0x1\r\n\r\nx',
        'POST / HTTP/1.1\r\nHost: office.test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy',
        'POST / HTTP/1.1\r\nHost: office.test\r\nContent-Length: 3\r\n'
            + 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'POST / HTTP/1.1\r\nHost: office.test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
        'POST / HTTP/1.1\r\nHost: office.test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
        'GET /health?a=%zz HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n\r\n',
        'GET /health?a=1&a=2 HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n\r\n',
        'GET //health HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n\r\n',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ];
    const done = await Promise.all(cases.map(async (bytes) => [bytes, await talk(bytes)]));
    for (const [bytes, answer] of done) {
        const code = status(answer);
        assert.ok(code === 0 || (code >= 400 && code <= 505 && code !== 500 && code !== 502),
                  `${code} to ${JSON.stringify(bytes)}`);
        if (code) guarded(answer, JSON.stringify(bytes));
    }
    assert.equal(status(await talk(head('/health'))), 200);
}

// Hundreds that send a letter a second; who asks properly does not notice.
async function slow() {
    const open = new Set();
    for (let i = 0; i < 400; i++) {
        const s = await connect();
        open.add(s);
        s.on('error', () => open.delete(s));
        s.on('close', () => open.delete(s));
        s.write('POST / HTTP/1.1\r\nHost: office.test\r\nX-Slow: ');
    }
    const drip = setInterval(() => open.forEach((s) => s.write('x')), 1000);
    const times = [];
    for (let i = 0; i < 100; i++) {
        const begun = performance.now();
        assert.equal(status(await talk(head('/health'))), 200);
        times.push(performance.now() - begun);
    }
    times.sort((x, y) => x - y);
    assert.ok(times[98] < 500, `an honest request took ${times[98]} ms`);
    for (let i = 0; i < 150 && open.size; i++) await sleep(100);
    clearInterval(drip);
    assert.equal(open.size, 0, 'slow clients are kept');
}

// What the program is told about who asks: only nginx's own word.
async function behind() {
    process.kill(server, 'SIGTERM');
    for (let i = 0; i < 100; i++) {
        const answer = await talk(head('/health'));
        if (status(answer) === 503) {
            guarded(answer, 'down');
            assert.match(answer, /Retry-After: 5/i);
            assert.match(answer, /The system is down/);
            break;
        }
        await sleep(50);
        assert.ok(i < 99, 'it does not end');
    }
    fs.rmSync(socket, { force: true });
    const echo = http.createServer((ask, reply) => reply.end(JSON.stringify(ask.headers)));
    await new Promise((done) => echo.listen(socket, done));
    const answer = await talk(head('/', 'X-Forwarded-For: 6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n'
        + 'Forwarded: for=6.6.6.6\r\nX-Forwarded-Proto: http\r\n'));
    const seen = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
    assert.equal(seen['x-forwarded-for'], '127.0.0.1');
    assert.equal(seen['x-forwarded-proto'], 'https');
    assert.equal(seen.host, 'office.test');
    assert.ok(!/6\.6\.6\.6/.test(answer), 'what a client claims is passed on');
    guarded(answer, 'an answer that says nothing itself');
    echo.close();
}

await transport();
await second();
await answers();
await malformed();
await slow();
await behind();
process.exit(0);
