//! What a recording tells besides its pictures: place, device, author. It is blanked where it stands, so
//! that everything else stays where the rest of the file says that it is.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// More boxes than any recording has at the levels that are looked at.
const MOST: usize = 4_000;

/// Blanks the boxes of `file` that tell more than the recording, and says whether there were any. What
/// is no sound MP4 is left from there on.
pub(super) fn blank(file: &mut File) -> io::Result<bool> {
    let end = file.metadata()?.len();
    let mut found = Vec::new();
    let mut left = MOST;
    walk(file, 0, end, &mut left, &mut found)?;
    for (start, end) in &found {
        // The type first, then all that the box held.
        file.seek(SeekFrom::Start(start - 4))?;
        file.write_all(b"free")?;
        io::copy(&mut io::repeat(0).take(end - start), file)?;
    }
    file.sync_all()?;
    Ok(!found.is_empty())
}

/// Collects where the contents of telling boxes between `at` and `end` begin and end.
fn walk(
    file: &mut File,
    mut at: u64,
    end: u64,
    left: &mut usize,
    found: &mut Vec<(u64, u64)>,
) -> io::Result<()> {
    while at + 8 <= end && *left > 0 {
        *left -= 1;
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 8];
        file.read_exact(&mut head)?;
        let [a, b, c, d, kind @ ..] = head;
        let mut body = at + 8;
        let size = match u32::from_be_bytes([a, b, c, d]) {
            0 => end - at,
            1 if body + 8 <= end => {
                let mut wide = [0; 8];
                file.read_exact(&mut wide)?;
                body += 8;
                u64::from_be_bytes(wide)
            }
            size => u64::from(size),
        };
        let Some(next) = at
            .checked_add(size)
            .filter(|next| *next >= body && *next <= end)
        else {
            return Ok(());
        };
        match &kind {
            b"moov" | b"trak" => walk(file, body, next, left, found)?,
            // With a wide size the type stands before it: such a box is left alone.
            b"udta" | b"meta" | b"uuid" if body == at + 8 => found.push((body, next)),
            _ => {}
        }
        at = next;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut bytes = u32::try_from(body.len() + 8)
            .unwrap()
            .to_be_bytes()
            .to_vec();
        bytes.extend(kind);
        bytes.extend(body);
        bytes
    }

    fn blanked(bytes: &[u8]) -> (bool, Vec<u8>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let found = blank(&mut file).unwrap();
        let mut after = Vec::new();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.read_to_end(&mut after).unwrap();
        (found, after)
    }

    #[test]
    fn where_it_was_taken_is_gone_and_all_else_stays() {
        let place = atom(
            b"udta",
            &atom(b"\xa9xyz", b"\0\x12\x15\xc7+37.5665+126.9780/"),
        );
        let track = [atom(b"tkhd", &[1; 20]), place.clone()].concat();
        let movie = [atom(b"mvhd", &[2; 30]), atom(b"trak", &track), place].concat();
        let file = [
            atom(b"ftyp", b"mp42\0\0\0\0mp42"),
            atom(b"moov", &movie),
            atom(b"mdat", b"udta 37.5665 is only a picture here"),
        ]
        .concat();
        let (found, after) = blanked(&file);
        assert!(found);
        assert_eq!(after.len(), file.len());
        assert_eq!(after.windows(7).filter(|at| at == b"37.5665").count(), 1);
        assert_eq!(&after[..20], &file[..20]);
        assert_eq!(&after[after.len() - 43..], &file[file.len() - 43..]);
        assert_eq!(blanked(&after).1, after);
    }

    #[test]
    fn nonsense_is_left_as_it_is() {
        for nonsense in [
            &b""[..],
            b"\0\0\0\x01mdat",
            b"\0\0\0\x04moov\0\0\0\x04",
            b"\xff\xff\xff\xffmoov....",
            b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            assert_eq!(blanked(nonsense), (false, nonsense.to_vec()));
        }
    }
}
