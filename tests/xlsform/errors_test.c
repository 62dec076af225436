/* errors_test.c - each rule of the converter broken once: the message, where it is, and what it
 * names.  A form is the rows of the sheet survey; "=" begins another sheet. */
#include "xlsform/xlsform.h"

#include "test.h"

static Arena *a;
static Ctx    en, vi;

/* "type;name;label" rows become tables of Markdown. */
static const char *tables(const char *rows) {
    Buf b = {.a = a};
    buf_text(&b, *rows == '=' ? "" : "| survey |\n| |");
    for (bool begin = true; *rows; begin = *rows++ == '\n') {
        if (begin && *rows == '=') buf_text(&b, "| ");
        else if (*rows == ';') buf_text(&b, " |");
        else if (*rows != '\n') buf_add(&b, rows, 1);
        else buf_text(&b, rows[1] == '=' || !rows[1] ? " |\n" : " |\n| |");
    }
    return b.s;
}

static const char *level_words[] = {"", "warning ", "advice "};

/* Every note as key@sheet:row:column(what), parted by blanks. */
static const char *notes(const char *rows) {
    Xlsform     f;
    Buf         b = {.a = a};
    const char *md = tables(rows);
    Err e = xlsform_convert(a, (Bytes){md, strlen(md)}, &(XlsformAsked){0}, &f);
    if (e) return e;
    CHECK((f.xml == NULL) == (f.errors > 0));
    buf_text(&b, "");
    for (size_t i = 0; i < f.notes; i++) {
        const XlsformNote *n = &f.note[i];
        CHECK(*xlsform_words(&en, n) && *xlsform_words(&vi, n));
        buf_text(&b, arena_print(a, "%s%s%s@%s:%d:%s(%s)", i ? " " : "", level_words[n->level],
                                 n->key + strlen("xlsform."), n->sheet ? n->sheet : "", n->row,
                                 n->column ? n->column : "", n->what[0] ? n->what[0] : ""));
    }
    return b.s ? b.s : "";
}

#define NAMES "type;name;label\n"
#define PARAMS "type;name;label;parameters\n"
#define LIST "=choices\nlist_name;name;label\nc;a;A\nc;b;B\n"

typedef struct Case { const char *rows, *notes; } Case;
static const Case cases[] = {
    {NAMES "text;q;Q\n", ""},
    /* names */
    {NAMES "text;;Q\n", "name.lack@survey:2:name(text)"},
    {NAMES "text;1q;Q\n", "name.wrong@survey:2:name(1q)"},
    {NAMES "text;a:b;Q\n", "name.wrong@survey:2:name(a:b)"},
    {NAMES "text;q;Q\ntext;q;Q\n", "name.twice@survey:3:name(q)"},
    {NAMES "text;q;Q\ntext;Q;Q\n", "warning name.near@survey:3:name(Q)"},
    {NAMES "text;meta;Q\n", "name.meta@survey:2:name(meta)"},
    {NAMES "begin_group;g;G\ntext;q;Q\nend_group\ntext;q;Q\n", ""},
    {NAMES "note;;Chào\n", ""},
    /* types */
    {NAMES ";q;Q\n", "type.lack@survey:2:type(q)"},
    {NAMES "chữ;q;Q\n", "type.unknown@survey:2:type(chữ)"},
    {NAMES "calculate;q;\n", "calculation.lack@survey:2:calculation(q)"},
    {NAMES "text;q;\n", "label.lack@survey:2:label(q)"},
    {NAMES "simserial;q;\n", "warning type.gone@survey:2:type(simserial)"},
    {"name;label\nq;Q\n", "header.lack@survey:1:type(survey)"},
    {"type;name;value;label\ntext;q;q;Q\n", "header.twice@survey:1:value(name)"},
    {"type;name;label;bind::a b\ntext;q;Q;x\n", "warning header.name@survey:1:bind::a b(a b)"},
    {"type;name;label;bind::gis:x\ntext;q;Q;x\n", "warning header.space@survey:1:bind::gis:x(gis)"},
    {"type;name;label;note\n;;;ghi chú\ntext;q;Q\n", "warning row.note@survey:2:()"},
    {"type;name;label;disabled\ntext;q;Q;yes\ntext;p;P\n",
     "warning row.disabled@survey:2:disabled()"},
    /* groups */
    {NAMES "begin_group;g;G\ntext;q;Q\n", "group.open@survey:2:type(group)"},
    {NAMES "text;q;Q\nend_group\n", "group.end@survey:3:type(group)"},
    {NAMES "begin_group;g;G\ntext;q;Q\nend_repeat\nend_group\n", "group.end@survey:4:type(repeat)"},
    {NAMES "begin_repeat;r;R\ntext;q;Q\nend_repeat\nbegin_repeat;r;R\ntext;p;P\nend_repeat\n",
     "name.twice@survey:5:name(r) repeat.twice@survey:5:name(r)"},
    {NAMES "begin_repeat;data;R\ntext;q;Q\nend_repeat\n", "repeat.root@survey:2:name(data)"},
    {NAMES "begin_repeat;r;\ntext;q;Q\nend_repeat\n", "warning repeat.label@survey:2:label(r)"},
    {"type;name;label;required\nbegin_group;g;G;yes\ntext;q;Q\nend_group\n",
     "warning group.required@survey:2:required(g)"},
    {NAMES "begin_loop over c;l;L\ntext;q;Q\nend_loop\n" LIST "c;1;Z\n",
     "name.wrong@choices:4:name(1)"},
    {NAMES "begin_loop;l;L\ntext;q;Q\nend_loop\n", "loop.list@survey:2:type(l)"},
    {NAMES "begin_loop over d;l;L\ntext;q;Q\nend_loop\n" LIST, "list.lack@survey:2:type(d)"},
    {"type;name;label;repeat_count\ninteger;r_count;N;\nbegin_repeat;r;R;1+1\ntext;q;Q\n"
     "end_repeat\n",
     "name.made@survey:0:name(r_count)"},
    /* lists */
    {NAMES "select_one c;q;Q\n", "choices.lack@survey:2:type(choices)"},
    {NAMES "select_one c;q;Q\n=choice\nlist_name;name\nc;a\n",
     "choices.alike@survey:2:type(choices)"},
    {NAMES "select_one d;q;Q\n" LIST, "list.lack@survey:2:type(d)"},
    {NAMES "select_one c;q;Q\n=choices\nlist_name;label\nc;A\n",
     "header.lack@choices:1:name(choices)"},
    {NAMES "select_one c;q;Q\n=choices\nlist_name;name;label\nc;;A\nc;b;B\n",
     "choice.name@choices:2:name(c)"},
    {NAMES "select_one c;q;Q\n" LIST "c;a;Z\n", "choice.twice@choices:4:name(a)"},
    {NAMES "select_one c;q;Q\n" LIST ";c;a;Z\n=settings\nallow_choice_duplicates\nyes\n", ""},
    {NAMES "select_one c;q;Q\n" LIST "c;d;\n", "warning choice.label@choices:4:label(d)"},
    {NAMES "select_multiple c;q;Q\n" LIST "c;hai ba;Z\n", "choice.blank@choices:4:name(hai ba)"},
    {NAMES "select_one c;q;Q\n=choices\nlist_name;name;label;ghi chú\nc;a;A;x\n",
     "warning choice.header@choices:1:ghi chú(ghi chú)"},
    {NAMES "select_one c or_other;q;Q\n", "choices.lack@survey:2:type(choices)"},
    {"type;name;label;choice_filter\nselect_one c or_other;q;Q;1=1\n" LIST,
     "other.filter@survey:2:type(c)"},
    {NAMES "select_one_from_file x.sav;q;Q\n", "file.ending@survey:2:type(select_one_from_file)"},
    {PARAMS "select_one_from_file x.csv;q;Q;value=a+b\n",
     "name.wrong@survey:2:parameters (value)(a+b)"},
    {PARAMS "select_one_from_file x.csv;q;Q;label=1a\n",
     "name.wrong@survey:2:parameters (label)(1a)"},
    {NAMES "select_one_external c;q;Q\n", "external.lack@survey:2:type(external_choices) warning "
     "external.filter@survey:2:choice_filter()"},
    {PARAMS "select_one c;q;Q;randomize=maybe\n" LIST, "random.value@survey:2:parameters(maybe)"},
    {PARAMS "select_one c;q;Q;seed=3\n" LIST, "seed.alone@survey:2:parameters(3)"},
    {PARAMS "select_one c;q;Q;randomize=true seed=x\n"
     "" LIST, "seed.value@survey:2:parameters(true)"},
    {"type;name;label;appearance;choice_filter\nbegin_group;g;G;table-list\nselect_one c;q;Q;;a=1\n"
     "end_group\n" LIST, "table.filter@survey:3:choice_filter(q)"},
    {"type;name;label;appearance\nbegin_group;g;G;table-list\nselect_one c;q;Q\nselect_one d;p;P\n"
     "end_group\n" LIST "d;x;X\n", "table.list@survey:4:type(c)"},
    {"type;name;label;appearance\nselect_one c;q;Q;search('f')\nselect_one c;p;P\n" LIST,
     "search.list@survey:2:appearance(q)"},
    {"type;name;label;appearance\nselect_one_from_file c.csv;q;Q;search('f')\n",
     "search.file@survey:2:appearance(q)"},
    /* parameters */
    {PARAMS "text;q;Q;rows\n", "param.form@survey:2:parameters(rows)"},
    {PARAMS "text;q;Q;row=3\n", "param.unknown@survey:2:parameters(row)"},
    {PARAMS "text;q;Q;rows=x\n", "param.whole@survey:2:parameters(rows)"},
    {PARAMS "geopoint;q;Q;capture-accuracy=x\n",
     "param.number@survey:2:parameters(capture-accuracy)"},
    {PARAMS "geotrace;q;Q;incremental=no\n", "geo.incremental@survey:2:parameters(incremental)"},
    {PARAMS "geopoint;q;Q;allow-mock-accuracy=1\n",
     "param.truth@survey:2:parameters(allow-mock-accuracy)"},
    {PARAMS "geopoint;q;Q;reference-geometry=x\n",
     "geo.reference@survey:2:parameters(reference-geometry)"},
    {PARAMS "audio;q;Q;quality=best\n", "audio.quality@survey:2:parameters(quality)"},
    {PARAMS "background-audio;q;;quality=external\n", "audio.quality@survey:2:parameters(quality)"},
    {PARAMS "photo;q;Q;max-pixels=9 app=x\n", "photo.app@survey:2:parameters(app)"},
    {PARAMS "photo;q;Q\n", "warning photo.pixels@survey:2:parameters(q)"},
    {PARAMS "audit;a;;\n", "audit.name@survey:2:name(a)"},
    {PARAMS "audit;;;track-changes=1\n", "param.truth@survey:2:parameters(track-changes)"},
    {PARAMS "audit;;;track-changes-reasons=1\n",
     "audit.reasons@survey:2:parameters(track-changes-reasons)"},
    {PARAMS "audit;;;location-max-age=1\n", "audit.three@survey:2:parameters(location-priority)"},
    {PARAMS "audit;;;location-priority=x location-min-interval=1 location-max-age=1\n",
     "audit.level@survey:2:parameters(location-priority)"},
    {PARAMS "audit;;;location-priority=balanced location-min-interval=9 location-max-age=1\n",
     "audit.age@survey:2:parameters(location-max-age)"},
    /* range */
    {PARAMS "range;q;Q;start=a\n", "range.number@survey:2:parameters(start)"},
    {PARAMS "range;q;Q;step=0\n", "range.zero@survey:2:parameters(step)"},
    {PARAMS "range;q;Q;step=20\n", "range.large@survey:2:parameters(step)"},
    {PARAMS "range;q;Q;step=2 tick_interval=3\n",
     "range.multiple@survey:2:parameters(tick_interval)"},
    {PARAMS "range;q;Q;placeholder=11\n", "range.outside@survey:2:parameters(placeholder)"},
    {PARAMS "range;q;Q;start=0 end=1 step=0.1 placeholder=0.7\n", ""},
    {PARAMS "range;q;Q;tick_labelset=d\n" LIST, "range.labels@survey:2:parameters(d)"},
    {PARAMS "range;q;Q;tick_labelset=c\n" LIST, "range.words@survey:2:parameters(c)"},
    {PARAMS "range;q;Q;tick_labelset=n\n" LIST "n;11;X\n", "range.beyond@survey:2:parameters(n)"},
    {PARAMS "range;q;Q;step=3 tick_labelset=n\n" LIST "n;3;X\n",
     "range.between@survey:2:parameters(step)"},
    {"type;name;label;parameters;appearance\nrange;q;Q;tick_labelset=n;no-ticks\n" LIST
     "n;1;X\nn;5;X\nn;10;X\n", "range.many@survey:2:parameters(n)"},
    {"type;name;label;parameters;appearance\nrange;q;Q;tick_labelset=n;no-ticks\n" LIST
     "n;1;X\nn;5;X\n", "range.ends@survey:2:parameters(n)"},
    {"type;name;label;parameters;appearance\nrange;q;Q;placeholder=5;rating\n",
     "range.look@survey:2:parameters(rating)"},
    /* references */
    {NAMES "text;q;Hỏi ${p}\n", "ref.lack@survey:2:label(p)"},
    {NAMES "text;q;Hỏi ${q\n", "ref.form@survey:2:label(Hỏi ${q)"},
    {NAMES "text;q;Hỏi ${ q }\n", "ref.form@survey:2:label(Hỏi ${ q })"},
    {NAMES "begin_group;g;G\ntext;q;Q\nend_group\ntext;q;Q\nnote;n;${q}\n",
     "ref.twice@survey:6:label(q)"},
    {"type;name;label;trigger;calculation\ntext;q;Q\ntext;p;P;${q} ${q};1\n",
     "ref.comma@survey:3:trigger(${q} ${q})"},
    {"type;name;label;trigger;calculation\ntext;q;Q\ntext;p;P;q;1\n",
     "ref.form@survey:3:trigger(q)"},
    {"type;name;label;trigger;calculation\ntext;q;Q\ntext;p;P;${z};1\n",
     "ref.lack@survey:3:trigger(z)"},
    {"type;name;label;trigger;calculation\ncalculate;q;;;1\ntext;p;P;${q};1\n",
     "trigger.unseen@survey:3:trigger(${q})"},
    {"type;name;label;trigger;calculation\nbackground-geopoint;q;;\n",
     "background.trigger@survey:2:trigger(q)"},
    {"type;name;label;trigger;calculation\ntext;p;P\nbackground-geopoint;q;;${p};1\n",
     "background.calculation@survey:3:calculation(q)"},
    {NAMES "select_one c;q;Q\n" LIST "c;d;${z}\n", "ref.lack@choices:4:label(z)"},
    {NAMES "select_one ${z};q;Q\n" LIST, "ref.lack@survey:2:type(z)"},
    {NAMES "text;q;Q\n=settings\ninstance_name\n${z}\n", "ref.lack@settings:2:instance_name(z)"},
    /* instances, media */
    {"type;name;label;calculation\ncsv-external;f;;\nxml-external;g;;\n"
     "calculate;q;;pulldata('g', 'a', 'b', 1)\n",
     "instance.other@survey:4:type(g)"},
    {NAMES "csv-external;f;\nbegin_group;g;G\ncsv-external;f;\ntext;q;Q\nend_group\n",
     "instance.twice@survey:4:type(f)"},
    {"type;name;label;media::smell\ntext;q;Q;x\n", "media.unknown@survey:2:media(smell)"},
    {"type;name;label;big-image\ntext;q;Q;x\n", "media.big@survey:2:big-image(q)"},
    /* sheets, settings */
    {"=srvey\ntype;name;label\ntext;q;Q\n", "survey.alike@survey:0:('srvey')"},
    {"=x\ntype;name;label\ntext;q;Q\n", "survey.lack@survey:0:()"},
    {NAMES "text;q;Q\n=setings\nform_id\nx\n", "warning sheet.alike@settings:0:(settings)"},
    {NAMES "text;q;Q\n=_setings\nform_id\nx\n", ""},
    {NAMES "text;q;Q\n=settings\nname\n1x\n", "name.wrong@settings:1:name(1x)"},
    {NAMES "text;q;Q\n=settings\nform_id;id_string\nx;y\n", "warning setting.ids@settings:1:()"},
    {NAMES "text;q;Q\n=settings\nclean_text_values\nừ\n",
     "warning setting.yes@settings:2:clean_text_values(clean_text_values)"},
    {NAMES "text;q;Q\n=settings\nomit_instanceID;public_key\nyes;x\n",
     "setting.omit@settings:2:omit_instanceID()"},
    /* languages */
    {"type;name;label::vi;label::en;hint::en\ntext;q;Q;Q;H\n",
     "warning language.lack@survey:0:(vi)"},
};

/* ---- entities ---- */

#define SAVE "type;name;label;save_to\n"
static const Case of_entities[] = {
    {SAVE "text;q;Q;p\n", "save.none@survey:2:save_to(p)"},
    {SAVE "begin_group;g;G;p\ntext;q;Q\nend_group\n=entities\nlist_name;label\ne;x\n",
     "save.group@survey:2:save_to(p)"},
    {SAVE "text;q;Q;Label\n=entities\nlist_name;label\ne;x\n",
     "name.reserved@survey:2:save_to(Label)"},
    {SAVE "text;q;Q;__p\n=entities\nlist_name;label\ne;x\n", "name.under@survey:2:save_to(__p)"},
    {SAVE "text;q;Q;$p\n=entities\nlist_name;label\ne;x\n", "name.wrong@survey:2:save_to($p)"},
    {SAVE "text;q;Q;p\ntext;r;R;p\n=entities\nlist_name;label\ne;x\n",
     "save.twice@survey:3:save_to(p)"},
    {SAVE "text;q;Q;e#p#x\n=entities\nlist_name;label\ne;x\n", "save.hash@survey:2:save_to(e#p#x)"},
    {SAVE "text;q;Q;f#p\n=entities\nlist_name;label\ne;x\n", "save.list@survey:2:save_to(f)"},
    {SAVE "text;q;Q;p\n=entities\nlist_name;label\ne;x\nf;x\n", "save.which@survey:2:save_to(p)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label\n;x\n",
     "entity.name@entities:2:list_name(list_name)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label\n__e;x\n", "name.under@entities:2:dataset(__e)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label\na.b;x\n", "name.period@entities:2:dataset(a.b)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label\n1e;x\n", "name.wrong@entities:2:dataset(1e)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label\ne;\n", "entity.label@entities:2:label(e)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label;update_if\ne;x;1\n",
     "entity.id@entities:2:entity_id(e)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label;entity_id;create_if\ne;x;1;1\n",
     "entity.update@entities:2:update_if(e)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label;what\ne;x;1\n",
     "entity.columns@entities:1:('what')"},
    {NAMES "text;q;Q\n=entities\nlist_name;label\ne;x\ne;x\n",
     "entity.twice@entities:3:list_name(e)"},
    {NAMES "text;q;Q\n=entities\nlist_name;entity_id\ne;${q}\n",
     "entity.file@entities:2:list_name(e)"},
    {NAMES "text;q;Q\n=entities\nlist_name;label\ne;${q}\nf;${q}\n",
     "entity.room@entities:3:(f)"},
    {SAVE "begin_repeat;r;R\ntext;q;Q;p\nend_repeat\nbegin_repeat;s;S\ntext;t;T\nend_repeat\n"
     "=entities\nlist_name;label\ne;${t}\n", "entity.scope@entities:2:(e)"},
    {SAVE "text;q;Q;p\nbegin_repeat;r;R\ntext;t;T;x\nend_repeat\n=entities\nlist_name;label\ne;E\n",
     "save.scope@survey:2:save_to(e)"},
};

static void check_cases(const Case *k, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const char *got = notes(k[i].rows);
        if (strcmp(got, k[i].notes) != 0) fprintf(stderr, "%s", tables(k[i].rows));
        CHECK_TEXT(got, k[i].notes);
    }
}

/* All at once: three rows are wrong, the fourth is good, and a choice is wrong too. */
static void check_together(void) {
    CHECK_TEXT(notes(NAMES "text;1q;Q\nchữ;p;P\nselect_one d;s;S\ntext;t;T\n" LIST "c;a;Z\n"),
               "name.wrong@survey:2:name(1q) type.unknown@survey:3:type(chữ) "
               "list.lack@survey:4:type(d) choice.twice@choices:4:name(a)");
}

int main(void) {
    a = arena_open();
    en = (Ctx){.a = a, .lang = LANG_EN};
    vi = (Ctx){.a = a, .lang = LANG_VI};
    check_cases(cases, sizeof cases / sizeof *cases);
    check_cases(of_entities, sizeof of_entities / sizeof *of_entities);
    check_together();
    return test_failed;
}
