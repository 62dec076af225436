-- How people were chosen: a survey knows of its sample only what its answers need to be weighed.
-- A third mode: "anonymous", answers by tokens, in a store of their own.
ALTER TABLE survey RENAME COLUMN mode TO mode_before;
ALTER TABLE survey ADD COLUMN mode TEXT NOT NULL DEFAULT 'open'
  CHECK (mode IN ('open', 'interview', 'anonymous')); -- open: whoever has the address may answer;
                                                      -- interview: interviewers ask
UPDATE survey SET mode = mode_before;
ALTER TABLE survey DROP COLUMN mode_before;
ALTER TABLE survey ADD COLUMN sampling TEXT NOT NULL DEFAULT 'none'
  CHECK (sampling IN ('none', 'probability', 'quota')); -- none: whoever came; quota: chosen by hand
-- A visit's place in the sample; the answer takes it over, for the visit's number goes.
ALTER TABLE visit ADD COLUMN stratum @int;      -- of its sample; NULL: without a design, as below
ALTER TABLE visit ADD COLUMN psu @int;          -- the unit drawn first, through the whole sample
ALTER TABLE visit ADD COLUMN area @int;         -- unit (commune) in which it lies; NULL: not known
ALTER TABLE visit ADD COLUMN base @real;        -- 1 / probability of being drawn
ALTER TABLE submission ADD COLUMN stratum @int; -- of its visit; NULL: without a design, as below
ALTER TABLE submission ADD COLUMN psu @int;
ALTER TABLE submission ADD COLUMN area @int;
ALTER TABLE submission ADD COLUMN base @real;
