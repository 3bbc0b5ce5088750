use handbook_wire::entity::Phone;
pub(in super::super) use handbook_wire::read::Line;
use handbook_wire::read::{dialled, phone};

use super::super::sheet::Cell;
use super::{Mended, Reason, text};

/// A telephone number, with a block of lines (`~2`) and an extension (`내선 12`).
pub(in super::super) fn mend_phone(cell: &Cell, line: Line) -> Mended<Phone> {
    let shown = text::one_line(&cell.shown());
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    let found = match cell {
        Cell::Number(number) => whole(*number)
            .and_then(|digits| dialled(&digits, line))
            .map(|number| Phone {
                number,
                ..Phone::default()
            }),
        _ => phone(&shown, line),
    };
    found.map(Some).ok_or(match line {
        Line::Phone => Reason::Phone,
        Line::Fax => Reason::Fax,
        Line::Mobile => Reason::Mobile,
    })
}

/// The digits of a number that is whole and not so great that Excel has rounded it.
pub(in super::super) fn whole(number: f64) -> Option<String> {
    ((0.0..1e15).contains(&number) && number.fract() == 0.0).then(|| format!("{number:.0}"))
}
