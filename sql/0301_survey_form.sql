-- Questionnaires, their versions, and the questions that stay the same from version to
-- version.  A published version is never changed: phones hold it.
CREATE TABLE form (
  id    @id,
  unit  @int NOT NULL REFERENCES unit,   -- whose it is
  name  TEXT NOT NULL UNIQUE,            -- its identifier in the XForm: "hai_long_2022"
  title TEXT NOT NULL,                   -- of the latest version
  ended @int,                            -- since when no survey may begin with it; NULL
  at    @int NOT NULL,                   -- made, milliseconds since 1970 UTC
  who   @int NOT NULL                    -- by
) @strict;
CREATE INDEX form_unit ON form (unit);
CREATE TABLE form_version (
  id        @id,
  form      @int NOT NULL REFERENCES form,
  version   TEXT NOT NULL,               -- as in the XForm; '' where it has none
  hash      TEXT NOT NULL,               -- MD5 of the XForm, 32 hex digits, as OpenRosa has it
  xform     @bytes NOT NULL,             -- as it goes to the phones
  source    @int REFERENCES stored_file, -- the spreadsheet it was made from; NULL: an XForm came
  published @int,                        -- since when answers are taken, ms; NULL: on trial
  at        @int NOT NULL,
  who       @int NOT NULL,
  UNIQUE (form, version)
) @strict;
-- A question through all versions: what is stored and exported belongs to it, whatever its
-- group and its words are in one of them.
CREATE TABLE form_question (
  id   @id,
  form @int NOT NULL REFERENCES form,
  name TEXT NOT NULL,                    -- in exports: "q1", "thanh_vien.tuoi" in a repeat
  kind TEXT NOT NULL,                    -- of the XForm's bind, "select1" and "select" of choices
  UNIQUE (form, name)
) @strict;
CREATE TABLE form_place (
  version  @int NOT NULL REFERENCES form_version,
  question @int NOT NULL REFERENCES form_question,
  path     TEXT NOT NULL,                -- in this version: "/data/nhom/q1"
  place    @int NOT NULL CHECK (place >= 0), -- its place among the version's questions
  PRIMARY KEY (version, place),
  UNIQUE (version, path),
  UNIQUE (version, question)
) @strict;
-- Pictures, sounds and lists that go with a version.
CREATE TABLE form_media (
  id      @id,
  version @int NOT NULL REFERENCES form_version,
  name    TEXT NOT NULL,                 -- as the form calls it: "xa.csv"
  file    @int REFERENCES stored_file,   -- NULL: it has not been given yet
  hash    TEXT NOT NULL,                 -- MD5, 32 hex digits; '' before
  UNIQUE (version, name)
) @strict;
