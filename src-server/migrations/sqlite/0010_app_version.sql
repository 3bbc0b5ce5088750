-- Which app a session was last heard from with, such as `0.1.0 android`; empty when it does not say.
ALTER TABLE session ADD COLUMN app TEXT NOT NULL DEFAULT '';
