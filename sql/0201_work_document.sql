-- The register of documents.  The key is who issued it, what kind, in which
-- series (a year; of a Party body a term) and which number, never the printed
-- symbol.
CREATE TABLE document_kind (
  id      @id,
  name    TEXT NOT NULL,    -- "Kết luận"
  abbr    TEXT NOT NULL,    -- in a symbol: "KL"; '' where none is printed
  grammar TEXT NOT NULL CHECK (grammar IN ('party', 'state')),
  place   @int NOT NULL,    -- its place in lists
  since   TEXT NOT NULL,    -- valid on the days since <= day < until
  until   TEXT NOT NULL,
  source  TEXT NOT NULL     -- the rule that names it
) @strict;
CREATE TABLE document_issuer (
  id      @id,
  name    TEXT NOT NULL,    -- "Ban Chấp hành Trung ương"
  symbol  TEXT NOT NULL,    -- in a symbol: "TW"
  grammar TEXT NOT NULL CHECK (grammar IN ('party', 'state')),
  unit    @int REFERENCES unit,  -- when it is one of ours; NULL
  since   TEXT NOT NULL,
  until   TEXT NOT NULL
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
