-- The register of documents.  The key is who issued it, what kind, in which
-- series (a year; of a Party body a term) and which number, never the printed
-- symbol.
CREATE TABLE document_kind (
  id      @id,
  name    TEXT NOT NULL,    -- "Kết luận"
  abbr    TEXT NOT NULL,    -- in a symbol: "KL"; '' where none is printed
  grammar TEXT NOT NULL CHECK (grammar IN ('party', 'state')),
  place   @int NOT NULL     -- its place in lists
) @strict;
-- Which rule names a kind, and on which days (since <= day < until).  Before the
-- first rule of a grammar that is known here, every kind may be used.
CREATE TABLE document_kind_rule (
  id     @id,
  kind   @int NOT NULL REFERENCES document_kind,
  since  TEXT NOT NULL CHECK (length(since) = 10),
  until  TEXT NOT NULL CHECK (length(until) = 10),  -- 9999-12-31 is open
  source TEXT NOT NULL,     -- the rule
  CHECK (since < until)
) @strict;
CREATE INDEX document_kind_rule_kind ON document_kind_rule (kind, since);
CREATE TABLE document_issuer (
  id      @id,
  name    TEXT NOT NULL,    -- "Ban Chấp hành Trung ương"
  symbol  TEXT NOT NULL,    -- in a symbol: "TW"; several may share one
  grammar TEXT NOT NULL CHECK (grammar IN ('party', 'state')),
  line    TEXT NOT NULL,    -- whose terms count its documents: document_term; '' counts by years
  unit    @int REFERENCES unit,  -- when it is one of ours; NULL
  since   TEXT NOT NULL CHECK (length(since) = 10),  -- it issues on since <= day < until
  until   TEXT NOT NULL CHECK (length(until) = 10),
  CHECK (since < until)
) @strict;
-- Terms of the committees, by whose days the series of a Party document is found.
CREATE TABLE document_term (
  id     @id,
  line   TEXT NOT NULL,     -- "central", "provincial"
  name   TEXT NOT NULL,     -- "XIII"
  since  TEXT NOT NULL CHECK (length(since) = 10),  -- since <= day < until
  until  TEXT NOT NULL CHECK (length(until) = 10),
  source TEXT NOT NULL,     -- where the days come from; what is not confirmed says so
  UNIQUE (line, name),
  CHECK (since < until)
) @strict;
CREATE TABLE document (
  id       @id,
  kind     @int NOT NULL REFERENCES document_kind,
  issuer   @int NOT NULL REFERENCES document_issuer,
  series   TEXT NOT NULL,   -- the counter: "2022" of a year, "XIII" of a term
  number   @int NOT NULL CHECK (number >= 0),  -- 0 when it has none
  suffix   TEXT NOT NULL,   -- after the number: "a"; ''
  symbol   TEXT NOT NULL,   -- as printed: "01-KL/TW", "726/KH-UBND"
  day      TEXT NOT NULL CHECK (length(day) = 10),  -- YYYY-MM-DD of issue
  received TEXT,            -- day it came in; NULL
  signer   TEXT NOT NULL,   -- name and post as printed; ''
  abstract TEXT NOT NULL,   -- trích yếu
  body     TEXT NOT NULL,   -- its text, from which clauses are quoted; ''
  ended    TEXT,            -- day it was replaced or revoked; NULL while in force
  version  @int NOT NULL DEFAULT 1,  -- rises with each change
  at       @int NOT NULL,
  who      @int NOT NULL
) @strict;
CREATE UNIQUE INDEX document_key ON document (issuer, kind, series, number, suffix)
  WHERE number > 0;
CREATE INDEX document_day ON document (day, id);
-- The files of a document, in the store by the hash of their bytes.
CREATE TABLE document_file (
  id       @id,
  document @int NOT NULL REFERENCES document,
  file     @int NOT NULL,   -- of the table stored_file (http)
  text     TEXT,            -- what pdftotext found; NULL until it ran
  dropped  @int             -- when it was taken off, milliseconds since 1970 UTC; NULL
) @strict;
CREATE INDEX document_file_document ON document_file (document);
CREATE TABLE document_relation (
  id    @id,
  doer  @int NOT NULL REFERENCES document,  -- the later one, which replaces, amends, ...
  done  @int NOT NULL REFERENCES document,  -- the earlier one
  kind  TEXT NOT NULL CHECK (kind IN ('replaces', 'amends', 'revokes', 'carries')),
  day   TEXT NOT NULL,      -- from which it holds
  note  TEXT NOT NULL,
  at    @int NOT NULL,
  who   @int NOT NULL,
  CHECK (doer <> done)
) @strict;
CREATE UNIQUE INDEX document_relation_pair ON document_relation (doer, done, kind);
CREATE INDEX document_relation_done ON document_relation (done);
