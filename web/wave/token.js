// token.js - what an invited person's browser computes: a token that says "invited, of this
// class" and nothing else.  RFC 9497, ristretto255-SHA512, mode VOPRF.  No page in here, so that
// it runs wherever it is checked.
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

const { voprf } = ristretto255_oprf;
const utf8 = new TextEncoder();

// Bytes as base64url without padding, as everything goes over the line.
export const pack = (bytes) => btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
export function unpack(text) {
    if (!/^[\w-]*$/.test(text)) throw new Error("not base64url");
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")),
        (sign) => sign.charCodeAt(0));
}
export const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

// What is signed stands before the empty line.
export const bodyOf = (note) => note.slice(0, note.indexOf("\n\n") + 1);
export const hashOf = (text) => hex(sha256(utf8.encode(text)));
// Printed, shortened, on every invitation; of the note whole, with its signatures.
export const fingerprint = (note) => hashOf(note);

// {wave, title, form, since, until, receipt, seal, issue, answer, classes: [{n, invited, key,
// label}]} of a manifest; throws where it is none.
export function readManifest(note) {
    const out = { classes: [] }, body = bodyOf(note);
    if (!body) throw new Error("no manifest");
    for (const line of body.trimEnd().split("\n")) {
        const [key, ...rest] = line.split(" "), value = rest.join(" ");
        if (key !== "class") { out[key] ??= value; continue; }
        const [n, invited, open, ...label] = rest;
        out.classes.push({ n: Number(n), invited: Number(invited), key: open,
            label: label.join(" ") });
    }
    if (!out.wave || !out.receipt || !out.classes.length) throw new Error("no manifest");
    return out;
}

// A secret of this browser and its blind: {t, blind, blinded}, as text.
export function blind(t = crypto.getRandomValues(new Uint8Array(32))) {
    const b = voprf.blind(t);
    return { t: pack(t), blind: pack(b.blind), blinded: pack(b.blinded) };
}

// The output of what the office evaluated, as text; throws unless it was with this public key.
export function finish(secret, { evaluated, proof }, key) {
    return pack(voprf.finalize(unpack(secret.t), unpack(secret.blind), unpack(evaluated),
        unpack(secret.blinded), unpack(key), unpack(proof)));
}

// Binds an answer to the token: nobody on the way can put another in its place.
export const seal = (output, wave, answer) => pack(hmac(sha256, unpack(output),
    utf8.encode(`namro wave ${wave}\n${answer}`)));
