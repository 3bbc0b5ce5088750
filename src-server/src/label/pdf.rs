use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::LabelError;
use super::font::Font;
use super::layout::{Line, PAPER};

const FONT: Name<'static> = Name(b"F1");
/// Six letters before a font's name say that it is a part of it.
const FONT_NAME: Name<'static> = Name(b"ESUJEO+NanumSquare");
const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// Hands out the numbers of a document's objects.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// A document of `pages`.
pub(super) fn write(font: &mut Font, pages: &[Vec<Line>]) -> Result<Vec<u8>, LabelError> {
    let mut numbers = Numbers(0);
    let (catalog, tree, info, type0) = (
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    );
    let places: Vec<(Ref, Ref)> = pages
        .iter()
        .map(|_| (numbers.next(), numbers.next()))
        .collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).lang(TextStr("ko"));
    pdf.document_info(info).title(TextStr("주소 라벨"));
    let count = i32::try_from(places.len()).map_err(|_| LabelError("pages"))?;
    pdf.pages(tree)
        .kids(places.iter().map(|(page, _)| *page))
        .count(count);
    for ((page, contents), lines) in places.into_iter().zip(pages) {
        let mut written = pdf.page(page);
        written
            .media_box(Rect::new(0.0, 0.0, PAPER.0, PAPER.1))
            .parent(tree)
            .contents(contents);
        written.resources().fonts().pair(FONT, type0);
        written.finish();
        let mut content = Content::new();
        for line in lines {
            content
                .begin_text()
                .set_font(FONT, line.size)
                .set_text_matrix([1.0, 0.0, 0.0, 1.0, line.x, PAPER.1 - line.y])
                .show(Str(&font.encode(&line.text)))
                .end_text();
        }
        pdf.stream(contents, &content.finish());
    }
    write_font(&mut pdf, &mut numbers, type0, font)?;
    Ok(pdf.finish())
}

/// The part of the font that the pages use, with what each glyph means, so that text can be found and copied.
fn write_font(
    pdf: &mut Pdf,
    numbers: &mut Numbers,
    type0: Ref,
    font: &Font,
) -> Result<(), LabelError> {
    let (cid, descriptor, cmap, file) = (
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    );
    pdf.type0_font(type0)
        .base_font(FONT_NAME)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(cmap);
    let mut written = pdf.cid_font(cid);
    written
        .subtype(CidFontType::Type2)
        .base_font(FONT_NAME)
        .system_info(SYSTEM)
        .font_descriptor(descriptor)
        .default_width(0.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    written.widths().consecutive(0, font.widths());
    written.finish();
    let measures = font.measures();
    let [left, bottom, right, top] = measures.bbox;
    pdf.font_descriptor(descriptor)
        .name(FONT_NAME)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(measures.ascent)
        .descent(measures.descent)
        .cap_height(measures.cap_height)
        .stem_v(90.0)
        .font_file2(file);
    let mut meanings = UnicodeCmap::new(Name(b"Labels"), SYSTEM);
    for (glyph, sign) in font.signs() {
        meanings.pair(glyph, sign);
    }
    pdf.cmap(cmap, &meanings.finish());
    let subset = font.subset()?;
    let length = i32::try_from(subset.len()).map_err(|_| LabelError("font"))?;
    pdf.stream(file, &subset).pair(Name(b"Length1"), length);
    Ok(())
}
