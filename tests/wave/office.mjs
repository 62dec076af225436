// office.mjs - the office's half of a wave, as a page of a browser meets it: honest, or with one
// of the faults of `how`.  What it was sent stands in `asked`.
import { createRequire } from "node:module";
import { blind, finish, pack, seal, unpack } from "../../web/wave/token.js";

const web = createRequire(new URL("../../web/package.json", import.meta.url));
const { ristretto255_oprf: { voprf } } = await import(web.resolve("@noble/curves/ed25519.js"));
const pair = () => voprf.generateKeyPair();

export class Office {
    constructor(address, answer) {
        Object.assign(this, { address, answer, asked: [], spent: new Map(), given: new Map(),
            how: {}, keys: { class: pair(), receipt: pair(), other: pair() },
            code: "bWEtbW9pLXRodS0xMjM0NQ", stopped: false });
    }

    get manifest() {
        const open = (key) => pack(key.publicKey);
        return `wave ${this.address}\ntitle Hài lòng 2026\nform 00\nsince 2026-01-01\n` +
            `until 2026-12-31\nclass 1 140 ${open(this.keys.other)} Nông thôn\n` +
            `class 2 120 ${open(this.keys.class)} Thành phố & thị xã\n` +
            `receipt ${open(this.keys.receipt)}\nseal x\nscript x\nissue \n` +
            `answer ${this.answer}\n\n— office AAAA\n`;
    }

    evaluate(key, blinded) {
        const e = voprf.blindEvaluate(key.secretKey, key.publicKey, unpack(blinded));
        return { evaluated: pack(e.evaluated), proof: pack(e.proof) };
    }

    issue({ code, blinded }) {
        if (code !== this.code) return [404, {}];
        if (this.how.closed) return [410, {}];
        if (this.given.has(code) && this.given.get(code) !== blinded) return [409, {}];
        this.given.set(code, blinded);
        const key = this.how.tagged ? this.keys.other : this.keys.class;
        return [200, { class: 2, ...this.evaluate(key, blinded) }];
    }

    redeem({ class: n, token, mac, answer, receipt }) {
        const { secretKey, publicKey } = this.keys.class;
        const mine = blind(unpack(token));
        const e = voprf.blindEvaluate(secretKey, publicKey, unpack(mine.blinded));
        const output = finish(mine, { evaluated: pack(e.evaluated), proof: pack(e.proof) },
            pack(publicKey));
        if (n !== 2 || mac !== seal(output, this.address, answer)) return [400, {}];
        if (this.how.problems) return [422, { problems: this.how.problems }];
        if (this.spent.has(token)) return [409, {}];
        this.spent.set(token, answer);
        return [200, this.evaluate(this.keys.receipt, receipt)];
    }

    done({ code, receipt }) {
        const { secretKey, publicKey } = this.keys.receipt;
        const mine = blind(unpack(receipt.t));
        const e = voprf.blindEvaluate(secretKey, publicKey, unpack(mine.blinded));
        const output = finish(mine, { evaluated: pack(e.evaluated), proof: pack(e.proof) },
            pack(publicKey));
        if (code !== this.code || output !== receipt.output) return [400, {}];
        this.stopped = true;
        return [200, {}];
    }

    // Stands in for the program at these addresses of the page's context.
    async serve(context) {
        await context.route(/\/w\/[^/]+\/manifest$/, (r) =>
            r.fulfill({ contentType: "text/plain; charset=utf-8", body: this.manifest }));
        await context.route(/\/w\/[^/]+\/(issue|answer|done)$/, async (r) => {
            const request = r.request(), what = request.url().split("/").at(-1);
            const body = request.postDataJSON();
            this.asked.push({ what, host: new URL(request.url()).hostname, body,
                headers: await request.allHeaders() });
            if (this.how.offline === what) return r.abort();
            const act = what === "answer" ? "redeem" : what;
            const [status, reply] = this[act](body);
            if (this.how.lost === what) return r.abort();
            return r.fulfill({ status, json: reply,
                headers: { "Access-Control-Allow-Origin": new URL(request.headers().origin
                    ?? request.url()).origin } });
        });
    }
}
