// field.mjs - an office that asks, for the tests in a browser: a form, an open survey with
// visits, and one who may both run it and interview.
import { DatabaseSync } from "node:sqlite";
import { setUp } from "../browser/lib.mjs";

// One question of each sort: what is needed, a choice in both languages, a filter of choices, a
// repeat, a place, a picture; marks and tags that must stay text.
export const questions = `| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required | relevant \
| constraint | constraint_message::Tiếng Việt (vi) | constraint_message::English (en) \
| hint::Tiếng Việt (vi) | hint::English (en) |
| | start | start | | | | | | | | | |
| | end | end | | | | | | | | | |
| | note | chao | **Xin chào** <b>bạn</b> | **Hello** <b>you</b> | | | | | | | |
| | text | ten | Họ và tên | Full name | yes | | | | | | |
| | integer | tuoi | Tuổi | Age | | | . < 120 | Tuổi phải dưới 120 | Age must be below 120 \
| Tính theo năm | In years |
| | select_one y | y_kien | Thủ tục có nhanh không? | Was it quick? | yes | | | | | | |
| | text | vi_sao | Vì sao chậm, \${ten}? | Why slow, \${ten}? | | \${y_kien} = 'cham' | | | | | |
| | begin repeat | nguoi | Người đi cùng | Companion | | | | | | | |
| | text | ai | Tên người đi cùng | Name of the companion | | | | | | | |
| | end repeat | | | | | | | | | | |
| | geopoint | noi | Vị trí | Position | | | | | | | |
| | image | anh | Ảnh nơi làm việc | Picture of the place | | | | | | | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
| | y | nhanh | Nhanh | Quick |
| | y | cham | Chậm | Slow |
| settings |
| | form_title | form_id | version | default_language |
| | Hài lòng | hai_long | 1 | Tiếng Việt (vi) |
`;

export const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q" +
    "DwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

function db(run) {
    const d = new DatabaseSync(process.env.NAMRO_DB);
    d.exec("PRAGMA busy_timeout = 5000");
    try {
        return run(d);
    } finally {
        d.close();
    }
}

// The one who set the office up may run surveys and interview from now on.
function giveRoles(staff) {
    db((d) => {
        for (const role of ["researcher", "interviewer"]) {
            const { id } = d.prepare("INSERT INTO post (unit, scope, name, role, since, until," +
                " at, who) SELECT id, id, ?, ?, '2020-01-01', '9999-12-31', 0, 0 FROM unit" +
                " ORDER BY id LIMIT 1 RETURNING id").get(role, role);
            d.prepare("INSERT INTO appointment (staff, post, acting, since, until, at, who)" +
                " VALUES (?, ?, 0, '2020-01-01', '9999-12-31', 0, 0)").run(staff, id);
        }
    });
}

export const rowsOf = (sql) => db((d) => d.prepare(sql).all());
export const run = (sql, ...values) => db((d) => d.prepare(sql).run(...values));

const shown = (days) => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString()
    .slice(0, 10).split("-").reverse().join("/");

async function send(page) {
    await Promise.all([page.waitForNavigation(), page.click("main form.sheet button")]);
}

// {state: the session, survey: its number, form, version}
export async function openSurvey(t, text = questions) {
    const state = await setUp(t), staff = rowsOf("SELECT min(id) AS id FROM staff")[0].id;
    giveRoles(staff);
    const page = await t.visitor({ width: 1280, scheme: "light", lang: "vi" }, { state });
    await page.goto("/form/new");
    await page.setInputFiles("[name=file]", { name: "hai_long.txt", mimeType: "text/plain",
        buffer: Buffer.from(text) });
    await send(page);
    const [{ form, version }] = rowsOf("SELECT form, id AS version FROM form_version");
    const act = async (what) => Promise.all([page.waitForNavigation(),
        page.locator(`form[action$="${what}"] button`).first().click()]);
    await act("/publish");
    await page.goto("/survey/new");
    await page.fill("[name=title]", "Hài lòng 2026");
    await page.fill("[name=why]", "Để phục vụ người dân tốt hơn.");
    await page.check("[name=mode][value=interview]");
    for (const [name, days] of [["since", -1], ["until", 20], ["expires", 300]])
        await page.fill(`[name=${name}]`, shown(days));
    await send(page);
    const [{ id: survey }] = rowsOf("SELECT id FROM survey");
    await act("/open");
    await page.selectOption(`form[action$="/interviewer"] [name=interviewer]`, String(staff));
    await act("/interviewer");
    await page.locator("form[action$='/visits'] textarea").evaluate((e) => {
        e.closest("details")?.setAttribute("open", "");
    });
    await page.fill("form[action$='/visits'] textarea",
        "01; Bà Trần Thị Mai, thôn Đông; Nguyễn Văn An\n" +
        "02; Ông Lê Văn Bảy, thôn Đoài; Nguyễn Văn An");
    await act("/visits");
    await page.context().close();
    return { state, survey, form, version, staff };
}
