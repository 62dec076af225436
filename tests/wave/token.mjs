// token.mjs - what the browser computes for a token, asked by token_test.c line by line.
//
//     vectors FILE                              nothing, or what differs from RFC 9497
//     blind N                                   N lines: t blind blinded
//     finish T BLIND BLINDED EVALUATED PROOF KEY WAVE ANSWER    output mac, or "refused"
import { readFileSync } from "node:fs";
import { blind, bodyOf, finish, fingerprint, pack, readManifest, seal, unpack }
    from "../../web/wave/token.js";

const [what, ...rest] = process.argv.slice(2);
const bytes = (text) => pack(Buffer.from(text, "hex"));
const differ = (is, want, name) => is === want || console.log(`${name}: ${is}, not ${want}`);

function vectors(file) {
    const set = JSON.parse(readFileSync(file)).find((s) => s.mode === 1 &&
        s.identifier === "ristretto255-SHA512");
    for (const v of set.vectors.filter((one) => one.Batch === 1)) {
        const secret = { t: bytes(v.Input), blind: bytes(v.Blind),
            blinded: bytes(v.BlindedElement) };
        const reply = { evaluated: bytes(v.EvaluationElement), proof: bytes(v.Proof.proof) };
        differ(finish(secret, reply, bytes(set.pkSm)), bytes(v.Output), v.Input);
    }
    return set.vectors.length || console.log("no vectors");
}

// A manifest is read to its empty line; what stands below it changes no hash.
function manifests() {
    const note = "wave a1\ntitle Ý kiến  2026\nclass 1 120 KEY Thành phố, nam\nreceipt R\n" +
        "\n— s x\n";
    const m = readManifest(note);
    differ(m.title, "Ý kiến  2026", "title");
    differ(m.classes[0].label, "Thành phố, nam", "label");
    differ(m.classes[0].invited, 120, "invited");
    differ(bodyOf(note).endsWith("receipt R\n"), true, "body");
    differ(fingerprint("abc").slice(0, 16), "ba7816bf8f01cfea", "hash");
    for (const bad of ["", "wave a\n\n", "no note", "wave a\nreceipt R\n\n"]) {
        try {
            readManifest(bad);
            console.log(`taken as a manifest: ${bad}`);
        } catch { /* refused as it should be */ }
    }
    for (const text of ["a+b", "a=", "ạ"]) {
        try {
            unpack(text);
            console.log(`taken as base64url: ${text}`);
        } catch { /* refused */ }
    }
}

if (what === "vectors") {
    vectors(rest[0]);
    manifests();
} else if (what === "blind") {
    for (let i = 0; i < Number(rest[0]); i++) {
        const b = blind();
        console.log(b.t, b.blind, b.blinded);
    }
} else {
    const [t, secret, blinded, evaluated, proof, key, wave, answer] = rest;
    try {
        const output = finish({ t, blind: secret, blinded }, { evaluated, proof }, key);
        console.log(output, seal(output, wave, answer));
    } catch {
        console.log("refused");
    }
}
