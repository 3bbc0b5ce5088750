use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

use super::LabelError;

/// `NanumSquareR.ttf`, unchanged; its licence lies beside it.
const BYTES: &[u8] = include_bytes!("../../data/fonts/NanumSquareR.ttf");
/// What stands for a sign that the font does not have.
const MISSING: char = '□';

/// The font, and which of its glyphs a document uses.
pub(super) struct Font {
    face: Face<'static>,
    used: GlyphRemapper,
    /// The characters by the glyph that the document has for them.
    signs: BTreeMap<u16, char>,
}

/// What a document says of the font, in thousandths of its size.
pub(super) struct Measures {
    pub(super) bbox: [f32; 4],
    pub(super) ascent: f32,
    pub(super) descent: f32,
    pub(super) cap_height: f32,
}

impl Font {
    pub(super) fn load() -> Result<Self, LabelError> {
        Ok(Self {
            face: Face::parse(BYTES, 0).map_err(|_| LabelError("font"))?,
            used: GlyphRemapper::new(),
            signs: BTreeMap::new(),
        })
    }

    fn glyph(&self, sign: char) -> GlyphId {
        let found = self.face.glyph_index(sign);
        let found = found.or_else(|| self.face.glyph_index(MISSING));
        found.unwrap_or(GlyphId(0))
    }

    /// Thousandths of the font's size that a glyph takes.
    fn advance(&self, glyph: GlyphId) -> f32 {
        let units = f32::from(self.face.units_per_em());
        f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default()) * 1000.0 / units
    }

    /// How wide a text is, in the unit of `size`.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let advances = text.chars().map(|sign| self.advance(self.glyph(sign)));
        advances.sum::<f32>() * size / 1000.0
    }

    /// A text as the document writes it.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        for sign in text.chars() {
            let glyph = self.used.remap(self.glyph(sign).0);
            self.signs.entry(glyph).or_insert(sign);
            bytes.extend(glyph.to_be_bytes());
        }
        bytes
    }

    /// The characters by the glyph that the document has for them.
    pub(super) fn signs(&self) -> impl Iterator<Item = (u16, char)> {
        self.signs.iter().map(|(glyph, sign)| (*glyph, *sign))
    }

    /// The width of each glyph of the document, in thousandths of the size.
    pub(super) fn widths(&self) -> Vec<f32> {
        let glyphs = self.used.remapped_gids();
        glyphs.map(|glyph| self.advance(GlyphId(glyph))).collect()
    }

    /// A font with nothing but what the document uses.
    pub(super) fn subset(&self) -> Result<Vec<u8>, LabelError> {
        subsetter::subset(BYTES, 0, &self.used).map_err(|_| LabelError("subset"))
    }

    pub(super) fn measures(&self) -> Measures {
        let units = f32::from(self.face.units_per_em());
        let scaled = |value: i16| f32::from(value) * 1000.0 / units;
        let bbox = self.face.global_bounding_box();
        Measures {
            bbox: [bbox.x_min, bbox.y_min, bbox.x_max, bbox.y_max].map(scaled),
            ascent: scaled(self.face.ascender()),
            descent: scaled(self.face.descender()),
            cap_height: scaled(self.face.capital_height().unwrap_or(self.face.ascender())),
        }
    }
}
