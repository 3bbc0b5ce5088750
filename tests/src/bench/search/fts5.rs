//! SQLite's own full-text search over trigrams, in the same SQLCipher build.
//!
//! A trigram index answers nothing for one or two characters, without an error: those are LIKE over
//! every row, unranked.

use std::collections::BTreeSet;
use std::time::Instant;

use rusqlite::{Connection, params};

use super::query::Texts;
use crate::Error;

const LIKE: &str = "SELECT rowid FROM found WHERE name LIKE ?1 OR choseong LIKE ?1
     OR representative LIKE ?1 OR mobile LIKE ?1 OR branch LIKE ?1 OR products LIKE ?1 LIMIT ?2";
const UNRANKED: &str = "SELECT rowid FROM found WHERE found MATCH ?1 LIMIT ?2";
const RANKED: &str = "SELECT rowid FROM found WHERE found MATCH ?1 ORDER BY rank LIMIT ?2";

/// A filled index.
pub struct Side {
    connection: Connection,
    _dir: tempfile::TempDir,
    /// Milliseconds that filling took.
    pub build: f64,
}

impl Side {
    /// Fills an index in a fresh encrypted file.
    pub fn build(companies: &[Texts]) -> Result<Self, Error> {
        let dir = tempfile::tempdir()?;
        let started = Instant::now();
        let mut connection = Connection::open(dir.path().join("fts5.sqlite"))?;
        connection.execute_batch(
            "PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'\";
             PRAGMA journal_mode = WAL; PRAGMA cache_size = -262144;
             CREATE VIRTUAL TABLE found USING fts5(name, choseong, representative, mobile, branch,
                 products, tokenize = 'trigram');",
        )?;
        insert(&mut connection, companies)?;
        let build = started.elapsed().as_secs_f64() * 1e3;
        Ok(Self {
            connection,
            _dir: dir,
            build,
        })
    }

    /// Numbers of the companies that are found.
    pub fn search(&self, text: &str, limit: usize, ranked: bool) -> Result<BTreeSet<u64>, Error> {
        let (sql, term) = if text.chars().count() < 3 {
            (LIKE, format!("%{text}%"))
        } else {
            let sql = if ranked { RANKED } else { UNRANKED };
            (sql, format!("\"{}\"", text.replace('"', "\"\"")))
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let limit = i64::try_from(limit)?;
        let rows = statement.query_map(params![term, limit], |row| row.get::<_, i64>(0))?;
        let mut found = BTreeSet::new();
        for row in rows {
            found.insert(u64::try_from(row?)?);
        }
        Ok(found)
    }

    /// Milliseconds until a text is answered.
    pub fn time(&self, text: &str, limit: usize, ranked: bool) -> Result<f64, Error> {
        let started = Instant::now();
        std::hint::black_box(self.search(text, limit, ranked)?);
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }

    /// Milliseconds until the first companies are replaced by these.
    pub fn update(&mut self, companies: &[Texts]) -> Result<f64, Error> {
        let started = Instant::now();
        insert(&mut self.connection, companies)?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }
}

fn insert(connection: &mut Connection, companies: &[Texts]) -> Result<(), Error> {
    let tx = connection.transaction()?;
    {
        let mut insert = tx.prepare(
            "INSERT OR REPLACE INTO found(rowid, name, choseong, representative, mobile, branch, products)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (number, texts) in companies.iter().enumerate() {
            insert.execute(params![
                i64::try_from(number)?,
                texts.name,
                texts.choseong,
                texts.representative,
                texts.mobile,
                texts.branch,
                texts.products,
            ])?;
        }
    }
    Ok(tx.commit()?)
}

#[cfg(test)]
mod tests {
    use super::Side;
    use crate::bench::data::{Shape, company};
    use crate::bench::search::query::{Texts, brute_force, keystrokes};

    #[test]
    fn it_finds_what_brute_force_finds_but_for_half_typed_syllables() {
        let companies: Vec<Texts> = (0..200)
            .map(|number| Texts::of(&company(number, Shape::Roster)))
            .collect();
        let side = Side::build(&companies).unwrap();
        for typed in keystrokes(&companies, 0, 40) {
            if typed.class == 1 && typed.whole {
                continue;
            }
            let wanted = brute_force(&companies, &typed);
            for ranked in [false, true] {
                let found = side.search(&typed.text, 1_000, ranked).unwrap();
                assert!(found.is_superset(&wanted), "{typed:?}");
            }
        }
    }
}
