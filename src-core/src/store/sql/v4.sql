-- The company that each portrait is of, so that a card asks for its own people alone.
ALTER TABLE picture ADD COLUMN member TEXT;
UPDATE picture SET member = (
    SELECT json_extract(payload, '$.member') FROM record
    WHERE record.kind = 'portrait' AND record.id = picture.portrait
);
CREATE INDEX picture_member ON picture (member) WHERE member IS NOT NULL;
