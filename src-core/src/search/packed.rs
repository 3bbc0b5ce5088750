//! A segment as bytes, so that a start reads them instead of every row. What is read back equals what
//! was written; anything else is noticed and is nothing.

use super::bits::Bits;
use super::grams::Grams;
use super::lists::{Ids, Lists};
use super::pairs::Pairs;
use super::segment::Segment;
use super::single::Singles;
use super::space::Space;
use super::texts::Texts;

/// What the bytes are. It changes whenever their form changes, or what a text is folded to, or how
/// documents are ordered: a segment of another build is made anew.
const FORMAT: [u8; 8] = *b"eseg\0\0\0\x02";
/// Compression: a higher level saves a tenth and costs several times the time.
const LEVEL: i32 = 1;
/// The most bytes that a segment is read from.
const MOST: usize = 2 << 30;

/// A number with a fixed width.
trait Number: Copy {
    const WIDTH: usize;
    fn put(self, out: &mut Vec<u8>);
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Number for $number {
            const WIDTH: usize = size_of::<$number>();
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn get(bytes: &[u8]) -> Self {
                bytes.try_into().map(Self::from_le_bytes).unwrap_or_default()
            }
        }
    )*};
}

number!(u16, u32, u64, f64);

/// Writes parts one after another.
#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn bytes(&mut self, bytes: &[u8]) {
        (bytes.len() as u64).put(&mut self.0);
        self.0.extend_from_slice(bytes);
    }

    fn numbers<T: Number>(&mut self, numbers: &[T]) {
        (numbers.len() as u64).put(&mut self.0);
        self.0.reserve(numbers.len() * T::WIDTH);
        numbers.iter().for_each(|number| number.put(&mut self.0));
    }

    fn space(&mut self, space: &Space) {
        let texts = &space.texts;
        self.bytes(&texts.bytes);
        self.numbers(&texts.wide);
        self.numbers(&texts.starts);
        self.numbers(&texts.wides);
        self.numbers(&space.pairs.units);
        for grams in [&space.thirds, &space.letters, &space.pairs.grams] {
            self.numbers(&grams.keys);
            self.numbers(&grams.starts);
            self.bytes(&grams.lists);
        }
    }
}

/// Reads what [`Writer`] wrote.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn len(&mut self) -> Option<usize> {
        let (len, rest) = self.0.split_at_checked(u64::WIDTH)?;
        self.0 = rest;
        usize::try_from(u64::get(len)).ok()
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.len()?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    fn numbers<T: Number>(&mut self) -> Option<Vec<T>> {
        let len = self.len()?.checked_mul(T::WIDTH)?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes.chunks_exact(T::WIDTH).map(T::get).collect())
    }

    fn lists(&mut self) -> Option<Lists> {
        Some(Lists {
            ends: self.numbers()?,
            numbers: self.numbers()?,
        })
    }

    fn grams(&mut self) -> Option<Grams> {
        Some(Grams {
            keys: self.numbers()?,
            starts: self.numbers()?,
            lists: self.bytes()?.to_vec(),
        })
    }

    fn space(&mut self) -> Option<Space> {
        let texts = Texts {
            bytes: self.bytes()?.to_vec(),
            wide: self.numbers()?,
            starts: self.numbers()?,
            wides: self.numbers()?,
        };
        let units = self.numbers()?;
        Some(Space {
            texts,
            thirds: self.grams()?,
            letters: self.grams()?,
            pairs: Pairs {
                units,
                grams: self.grams()?,
            },
        })
    }
}

impl Segment {
    /// The segment as bytes.
    ///
    /// # Errors
    /// When they can't be compressed, for want of memory.
    pub fn pack(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer(FORMAT.to_vec());
        writer.bytes(self.ids.text.as_bytes());
        writer.numbers(&self.ids.ends);
        writer.numbers(&self.by_id);
        writer.numbers(&self.positions);
        for lists in [&self.values, &self.holders] {
            writer.numbers(&lists.ends);
            writer.numbers(&lists.numbers);
        }
        writer.space(&self.shared);
        writer.space(&self.own);
        (self.singles.sets.len() as u64).put(&mut writer.0);
        self.singles
            .sets
            .iter()
            .for_each(|set| writer.numbers(&set.0));
        let mut encoder = zstd::bulk::Compressor::new(LEVEL)?;
        encoder.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true))?;
        encoder.compress(&writer.0)
    }

    /// The segment that was packed into these bytes; none when they are not exactly what this build
    /// writes.
    #[must_use]
    pub fn unpack(packed: &[u8]) -> Option<Self> {
        let size = zstd::zstd_safe::get_frame_content_size(packed).ok()??;
        let size = usize::try_from(size).ok().filter(|size| *size <= MOST)?;
        let bytes = zstd::bulk::decompress(packed, size).ok()?;
        let mut reader = Reader(bytes.strip_prefix(&FORMAT)?);
        let segment = Self {
            ids: Ids {
                text: String::from_utf8(reader.bytes()?.to_vec()).ok()?,
                ends: reader.numbers()?,
            },
            by_id: reader.numbers()?,
            positions: reader.numbers()?,
            values: reader.lists()?,
            holders: reader.lists()?,
            shared: reader.space()?,
            own: reader.space()?,
            singles: Singles {
                sets: {
                    let count = reader.len()?;
                    let sets = (0..count).map(|_| Some(Bits(reader.numbers()?)));
                    sets.collect::<Option<_>>()?
                },
            },
        };
        let count = segment.len();
        let whole = reader.0.is_empty()
            && segment.by_id.len() == count
            && segment.positions.len() == 2 * count
            && segment.values.ends.len() == count
            && segment.own.texts.len() == count
            && segment.holders.ends.len() == segment.shared.texts.len();
        whole.then_some(segment)
    }
}
