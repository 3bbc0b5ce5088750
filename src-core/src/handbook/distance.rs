//! The directory by how far the companies are. The point stays on this device.

use std::collections::HashMap;

use handbook_wire::entity::{Kind, Member, Precision};
use handbook_wire::ipc::{Away, ListArgs, MemberPage, MemberRow};
use rusqlite::Connection;

use super::browse::{MAX_ROWS, among};
use super::read::to_row;
use crate::cache::View;
use crate::store::{StoreError, record};

/// A window of the companies that fit, the nearest to `at` first, those without a place last.
pub(super) fn window(
    connection: &Connection,
    view: &View,
    args: &ListArgs,
    at: (f64, f64),
) -> Result<MemberPage, StoreError> {
    let near = view.places().near(at.0, at.1, usize::MAX);
    let metres: HashMap<&str, f64> = near.iter().map(|(far, spot)| (&*spot.id, *far)).collect();
    let fits = among(connection, view, &args.filter)?;
    let slots = view.index.documents(0);
    let slots = slots.map(|(part, doc)| view.index.slot_of(part, doc) as usize);
    let mut all: Vec<(f64, &str)> = slots
        .zip(view.index.window(0, view.index.len()))
        .filter(|(slot, _)| fits.as_ref().is_none_or(|fits| fits.has(*slot)))
        .map(|(_, id)| (metres.get(id).copied().unwrap_or(f64::INFINITY), id))
        .collect();
    // Stable: equals stay in the directory's order.
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let offset = usize::try_from(args.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let part = all.iter().skip(offset).take(limit.min(MAX_ROWS));
    let mut rows = Vec::new();
    for (metres, id) in part {
        let member = record::entity::<Member>(connection, Kind::Member, id)?;
        rows.extend(member.map(|member| {
            MemberRow {
                away: member
                    .position
                    .filter(|_| metres.is_finite())
                    .map(|position| Away {
                        metres: *metres,
                        rough: position.precision != Precision::Exact,
                    }),
                ..to_row(id, &member, &view.notes)
            }
        }));
    }
    Ok(MemberPage {
        total: all.len() as u64,
        rows,
    })
}
