// smtp.mjs - a mail server on the loopback, for deliver_test.c: smtp.mjs FOLDER
//
// FOLDER holds cert.pem and key.pem; its file "ports" says where it listens: a port with
// STARTTLS, one with TLS from the start, one without any.  What it does is said by the
// name that mail is for: later gets a 451 once, never a 550, full a 552 after the words,
// gone loses the connection.  Each mail that it takes becomes N.eml, and N.said what was
// said of it and the words of its parts, decoded.  It ends with its standard input.
import fs from "node:fs";
import net from "node:net";
import tls from "node:tls";

const folder = process.argv[2];
const read = (name) => fs.readFileSync(`${folder}/${name}`);
const secret = { cert: read("cert.pem"), key: read("key.pem") };
const met = new Map();
let taken = 0;

const decoded = (words) => words.replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=(\r\n (?==\?))?/g,
    (_, text) => Buffer.from(text, "base64").toString());

function keep(mail) {
    const name = `${folder}/${++taken}`;
    fs.writeFileSync(`${name}.eml`, mail.text);
    const bound = /boundary="([^"]+)"/.exec(mail.text)[1];
    const parts = mail.text.split(`--${bound}`).slice(1, -1).map((part) => {
        const [head, body] = part.split(/\r\n\r\n(.*)/s);
        return `${head.trim()}\n${Buffer.from(body, "base64")}`;
    });
    fs.writeFileSync(`${name}.said`, [`helo ${mail.helo}`, `tls ${mail.tls}`, `auth ${mail.auth}`,
        `from ${mail.from}`, `to ${mail.to}`, decoded(mail.text.split("\r\n\r\n")[0]), ...parts]
        .join("\n"));
}

function rcpt(mail, address) {
    const name = /^<([^@]*)/.exec(address)[1];
    const times = met.set(name, (met.get(name) ?? 0) + 1).get(name);
    if (name === "never") return "550 5.1.1 no such person";
    if (name === "later" && times === 1) return "451 4.7.1 come again";
    if (name === "always") return "450 4.2.0 busy";
    mail.to = address;
    return "250 2.1.5 ok";
}

function serve(socket, mode) {
    const mail = { tls: mode === "tls", auth: "", text: null };
    let rest = "";
    const say = (line) => socket.write(`${line}\r\n`);
    const enter = (line) => {
        mail.asked = false;
        mail.auth = Buffer.from(line, "base64").toString().replaceAll("\0", " ").trim();
        say(mail.auth === "office secret" ? "235 ok" : "535 5.7.8 no");
    };
    const word = (line) => {
        if (mail.asked) return enter(line);
        const [verb] = line.toUpperCase().split(/[ :]/);
        if (verb === "EHLO") {
            mail.helo = line.slice(5);
            say("250-test");
            if (mode === "starttls" && !mail.tls) say("250-STARTTLS");
            return say("250 AUTH PLAIN");
        }
        if (verb === "STARTTLS") return say("220 go"), secure();
        if (verb === "AUTH") return mail.asked = true, say("334 ");
        if (verb === "MAIL") return mail.from = line.slice(10), say("250 ok");
        if (verb === "RCPT") return say(rcpt(mail, line.slice(8)));
        if (verb === "DATA") {
            if (mail.to.startsWith("<gone")) return socket.destroy();
            return mail.text = "", say("354 go on");
        }
        if (verb === "QUIT") return say("221 bye"), socket.end();
        return say("250 ok");
    };
    const line = (text) => {
        if (mail.text === null) return word(text);
        if (text !== ".") return mail.text += `${text.replace(/^\./, "")}\r\n`;
        if (mail.to.startsWith("<full")) say("552 5.2.2 mailbox full");
        else keep(mail), say(`250 2.0.0 queued as MAIL${taken}`);
        mail.text = null;
    };
    const hear = (bytes) => {
        rest += bytes;
        for (let at; (at = rest.indexOf("\r\n")) >= 0;) {
            const text = rest.slice(0, at);
            rest = rest.slice(at + 2);
            line(text);
        }
    };
    const secure = () => {
        socket.removeAllListeners("data");
        const secureContext = tls.createSecureContext(secret);
        socket = new tls.TLSSocket(socket, { isServer: true, secureContext });
        mail.tls = true;
        socket.on("data", hear).on("error", () => {});
    };
    socket.on("data", hear).on("error", () => {});
    say("220 test ready");
}

const servers = [net.createServer((s) => serve(s, "starttls")),
    tls.createServer(secret, (s) => serve(s, "tls")).on("tlsClientError", () => {}),
    net.createServer((s) => serve(s, "plain"))];
for (const server of servers)
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
fs.writeFileSync(`${folder}/ports.new`, servers.map((s) => s.address().port).join(" "));
fs.renameSync(`${folder}/ports.new`, `${folder}/ports`);
process.stdin.on("end", () => process.exit(0)).resume();
