// build.mjs - the look, from web/ to static files whose names hold the hash of their bytes.
//
//     node web/build.mjs OUTDIR
//
// OUTDIR/manifest has a row for each file: name, file, bytes, bytes gzipped (0 where that gains
// nothing, else the gzipped file stands beside), media type.  tools/embed.sh compiles them in.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const web = fileURLToPath(new URL(".", import.meta.url));
const out = process.argv[2];
if (!out) throw new Error("usage: node web/build.mjs OUTDIR");

const types = {
    ".css": "text/css; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".xsl": "text/xml; charset=utf-8",
};

// Pico comes as one file.  These are the sections that pages use; the other half (modals,
// tooltips, dropdowns...) would be dead weight on every phone.
const sections = [
    "Styles", "Color schemes", "Document", "Landmarks", "Typography", "Link", "Button", "Table",
    "Embedded content", "Code", "Figure", "Misc", "Basics form elements",
    "Checkboxes, Radios and Switches", "Input type datetime", "Input type file",
    "Input type search", "Accessibility & User interaction", "Reduce Motion Features",
];

function needed(css) {
    const kept = css.split(/^(?=\/\*\*\n \* )/m).filter((part, i) =>
        i === 0 || sections.includes(part.split("\n")[1].slice(3)));
    if (kept.length !== sections.length + 1) throw new Error("Pico has other sections now");
    return kept.join("");
}

// Two faces hold đ, ư and more, and the later one serves them: with Vietnamese last, its pages do
// without the other letters of Europe (27 KB).  All browsers that matter read WOFF2.
function vietnameseLast(css) {
    const faces = css.replace(/, url\([^)]*\.woff\) format\('woff'\)/g, "").split(/^(?=\/\*)/m);
    const last = (face) => /-vietnamese-/.test(face);
    if (faces.filter(last).length !== 1) throw new Error("the font has other subsets now");
    return faces.sort((a, b) => last(a) - last(b)).join("\n");
}

const trimmed = {
    name: "trimmed",
    setup(b) {
        const load = (filter, trim) => b.onLoad({ filter }, ({ path }) =>
            ({ contents: trim(readFileSync(path, "utf8")), loader: "css" }));
        load(/pico\.css$/, needed);
        load(/be-vietnam-pro.*\.css$/, vietnameseLast);
    },
};

const phones = ["chrome88", "firefox78", "safari14"]; // what five-year-old phones have

mkdirSync(out, { recursive: true });
const { metafile } = await build({
    absWorkingDir: web,
    entryPoints: ["style.css", "paper.css", "frozen.css", "icon.svg", "xsl/form.xsl",
        "xsl/model.xsl"],
    outdir: resolve(out),
    bundle: true,
    minify: true,
    metafile: true,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    publicPath: "/static",
    loader: { ".woff2": "file", ".svg": "copy", ".xsl": "copy" },
    target: phones,
    plugins: [trimmed],
});

// Two lines of what enketo-core brings would be refused by our Content-Security-Policy, and told
// in the console each time: a handler inside the page, a page of errors with a style.
const strict = {
    name: "strict",
    setup(b) {
        const change = (filter, was, is) => b.onLoad({ filter }, ({ path }) => {
            const text = readFileSync(path, "utf8");
            if (!text.includes(was)) throw new Error(`${path} has changed`);
            return { contents: text.replace(was, is), loader: "js" };
        });
        change(/enketo-core\/src\/js\/form\.js$/, "this.view.$.attr('onsubmit', 'return false;');",
            "this.view.html.addEventListener('submit', (e) => e.preventDefault());");
        change(/mergexml\/mergexml\.js$/, "f = psr.parseFromString('<invalid', 'text/xml');",
            "f = psr.parseFromString('<parsererror xmlns=\"http://www.w3.org/1999/xhtml\"/>', 'text/xml');");
    },
};

// The app of interviewers: its first page, the engine of forms (which comes when a form is
// opened), and the worker that keeps both on the phone.
const app = {
    absWorkingDir: web,
    outdir: resolve(out),
    bundle: true,
    minify: true,
    metafile: true,
    entryNames: "app.[name]-[hash]",
    chunkNames: "app.[name]-[hash]",
    target: [...phones.filter((p) => p !== "safari14"), "safari14.1"],
    define: { global: "globalThis" },
    logOverride: { "commonjs-variable-in-esm": "silent" },
    legalComments: "none",
    plugins: [strict],
};
const engine = (name) => join(web, "app", name);
const pages = await build({ ...app, format: "esm", splitting: true,
    entryPoints: { main: "app/main.js", fill: "app/fill.js", look: "app/look.css" },
    alias: {
        "enketo/config": engine("config.js"),
        "enketo/dialog": engine("dialog.js"),
        "enketo/file-manager": engine("file_manager.js"),
        "enketo/translator": engine("translator.js"),
        "enketo/widgets": engine("widgets.js"),
        "enketo/xpath-evaluator-binding":
            join(web, "node_modules/enketo-core/src/js/xpath-evaluator-binding.js"),
    },
});
const worker = await build({ ...app, format: "iife", entryPoints: { worker: "app/worker.js" } });

// The page of an invited person: one file, so that one hash says what runs there.  The engine of
// forms is the app's, taken down when the first question comes.
const wave = await build({ ...app, format: "esm", entryNames: "[name]-[hash]",
    entryPoints: { wave: "wave/main.js", "wave.look": "wave/look.css" } });

// The pictures of the user guide: /pictures/vi/home.jpg.
const docs = fileURLToPath(new URL("../docs/pictures", import.meta.url));
const pictures = ["vi", "en"].flatMap((lang) => readdirSync(join(docs, lang)).map((name) => {
    const bytes = readFileSync(join(docs, lang, name));
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
    const file = `${lang}-${name.replace(".jpg", "")}-${hash}.jpg`;
    writeFileSync(join(out, file), bytes);
    return [`/pictures/${lang}/${name}`, file, bytes.length, 0, types[extname(name)]].join("\t");
}));

const outputs = [metafile, pages.metafile, worker.metafile, wave.metafile].flatMap((m) => Object.keys(m.outputs));
const rows = outputs.map((path) => {
    const file = basename(path), kind = extname(file);
    const bytes = readFileSync(join(out, file)), packed = gzipSync(bytes, { level: 9 });
    const gains = packed.length < bytes.length * 0.95;
    if (gains) writeFileSync(join(out, `${file}.gz`), packed);
    const name = file.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, "");
    return [`/${name}`, file, bytes.length, gains ? packed.length : 0, types[kind]].join("\t");
});

// What a phone takes down before the first question, but for the font.
const weight = rows.map((row) => row.split("\t")).filter(([name]) =>
    /^\/(app\..*|style\.css|icon\.svg)$/.test(name))
    .reduce((sum, [, , bytes, packed]) => sum + (Number(packed) || Number(bytes)), 0);
if (weight > 330 * 1024) throw new Error(`the app is ${weight} bytes, gzipped: over 330 KB`);


// What an invited person takes down before the code is used: script alone.
const [, , , invited] = rows.map((row) => row.split("\t")).find(([name]) => name === "/wave.js");
if (invited > 24 * 1024) throw new Error(`wave.js is ${invited} bytes, gzipped: over 24 KB`);

writeFileSync(join(out, "manifest"), [...rows, ...pictures].sort().join("\n") + "\n");
