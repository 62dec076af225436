// oracle.mjs FOLDER - what @getodk/xforms-engine makes of each FOLDER/*.xml with the actions of
// the .txt beside it; written as FOLDER/*.out is, to standard output or, with OUT, to OUT/*.out.
//
//     node --conditions=browser oracle.mjs FOLDER [OUT]
//
// The clock stands at 2026-03-01 08:30 in Vietnam. Actions, one in a line:
//     set PATH VALUE    add PATH-OF-REPEAT    remove PATH-OF-INSTANCE    language NAME
//     xml    state PATH    label PATH    choices PATH
import { readdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { join, basename } from "node:path";
import { createRequire } from "node:module";

const modules = new URL("../../web/node_modules/", import.meta.url);
const { JSDOM } = createRequire(modules)("jsdom");

const NOW = Date.UTC(2026, 2, 1, 1, 30, 0);
Date.now = () => NOW;
const dom = new JSDOM("<!doctype html><html><body></body></html>", { url: "http://localhost/" });
for (const name of ["window", "document", "DOMParser", "XMLSerializer", "Node", "Element",
    "Document", "Attr", "Text", "Comment", "CDATASection", "ProcessingInstruction",
    "XMLDocument", "HTMLElement", "NodeFilter", "localStorage", "XPathResult", "XPathEvaluator",
    "XPathExpression", "NamedNodeMap", "DocumentFragment", "File", "Blob"])
    Object.defineProperty(globalThis, name, { value: dom.window[name] ?? dom.window,
        configurable: true, writable: true });
globalThis.__dirname = import.meta.dirname;
const { createInstance } = await import(new URL("@getodk/xforms-engine/dist/index.js", modules));

// The node of "/data/r[2]/q", whether the engine writes [1] or not.
const plain = (path) => path.replace(/\[1\]/g, "");
function find(node, path) {
    const state = node.currentState;
    if (node.nodeType !== "repeat-range:uncontrolled" && node.nodeType !== "repeat-range:controlled"
        && plain(state.reference) === plain(path)) return node;
    for (const child of state.children ?? []) {
        const found = find(child, path);
        if (found) return found;
    }
    return null;
}
function findRange(node, path) {
    if (node.nodeType?.startsWith("repeat-range") &&
        plain(node.currentState.reference) === plain(path)) return node;
    for (const child of node.currentState.children ?? []) {
        const found = findRange(child, path);
        if (found) return found;
    }
    return null;
}

function set(node, value) {
    const words = value.split(" ").filter((word) => word);
    if (node.nodeType === "select") node.selectValues(words);
    else if (node.nodeType === "rank") node.setValues(words);
    else if (node.nodeType === "trigger") node.setValue(value === "OK");
    else if (node.appearances?.numbers || node.valueType === "int")
        node.setValue(value === "" ? null : BigInt(value));
    else if (node.valueType === "decimal" || node.nodeType === "range")
        node.setValue(value === "" ? null : Number(value));
    else node.setValue(value);
}

// A line for each leaf of the answer: its path and its text.
function lines(xml) {
    const out = [];
    const top = new dom.window.DOMParser().parseFromString(xml, "text/xml").documentElement;
    const visit = (element, path) => {
        for (const a of element.attributes)
            if (!a.name.startsWith("xmlns")) out.push(`${path}/@${a.localName} = ${a.value}`);
        const count = new Map();
        const children = [...element.children];
        for (const child of children) {
            const n = (count.get(child.localName) ?? 0) + 1;
            count.set(child.localName, n);
            visit(child, `${path}/${child.localName}${n > 1 ? `[${n}]` : ""}`);
        }
        if (!children.length && !path.endsWith("/instanceID"))
            out.push(`${path} = ${element.textContent}`);
    };
    visit(top, `/${top.localName}`);
    return out;
}

function act(form, root, line) {
    const [verb, path, ...rest] = line.split(" ");
    const need = () => find(root, path) ?? (() => { throw new Error(`no node ${path}`); })();
    if (verb === "set") return set(need(), rest.join(" ")), [];
    if (verb === "add") return findRange(root, path).addInstances(), [];
    if (verb === "remove") {
        const at = Number(/\[(\d+)\]$/.exec(path)?.[1] ?? 1) - 1;
        return findRange(root, path.replace(/\[\d+\]$/, "")).removeInstances(at), [];
    }
    if (verb === "language") {
        const all = root.languages;
        return root.setLanguage(all.find((l) => l.language === [path, ...rest].join(" "))), [];
    }
    if (verb === "xml") return lines(root.instanceState.instanceXML);
    const node = need(), state = node.currentState;
    if (verb === "label") return [`label ${path} = ${state.label?.asString.trim() ?? ""}`];
    if (verb === "choices")
        return state.valueOptions.map((o) => `choice ${path} = ${o.value}: ${o.label.asString}`);
    if (verb === "state") {
        const wrong = node.validationState?.violation?.condition ?? "none";
        return [`state ${path} = ${state.relevant ? "relevant" : "-"} ` +
            `${state.required ? "required" : "-"} ${state.readonly ? "readonly" : "-"} ${wrong}`];
    }
    throw new Error(`what is ${verb}?`);
}

async function run(folder, name) {
    const xml = readFileSync(join(folder, `${name}.xml`), "utf8");
    const fetchFormAttachment = async (url) => {
        const file = join(folder, basename(String(url)));
        const body = existsSync(file) ? readFileSync(file, "utf8") : "";
        return new Response(body, { status: body ? 200 : 404,
            headers: { "content-type": file.endsWith(".csv") ? "text/csv" : "text/xml" } });
    };
    const form = await createInstance(xml, { form: { fetchFormAttachment },
        instance: { preloadProperties: { username: "lan", email: "lan@example.vn",
            phoneNumber: "0912", deviceID: "d1" } } });
    const out = [];
    for (const line of readFileSync(join(folder, `${name}.txt`), "utf8").split("\n")) {
        if (!line || line.startsWith("#")) continue;
        out.push(`> ${line}`);
        try { out.push(...act(form, form.root, line)); }
        catch (e) { out.push(`refused`); if (process.env.WHY) console.error(name, line, e); }
    }
    return out.join("\n") + "\n";
}

const [folder, to] = process.argv.slice(2);
const only = process.env.ONLY ?? "";
for (const file of readdirSync(folder).filter((f) => f.endsWith(".xml")).sort()) {
    const name = basename(file, ".xml");
    if (!existsSync(join(folder, `${name}.txt`)) || !name.includes(only)) continue;
    const out = await run(folder, name).catch((e) => `the form is refused: ${e.message}\n`);
    if (to) writeFileSync(join(to, `${name}.out`), out);
    else process.stdout.write(`== ${name}\n${out}`);
}
process.exit(0);
