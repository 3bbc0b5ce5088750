//! What is taken along: companies as a workbook or as cards, and rows to be mended.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use handbook_text::vcard;
use handbook_wire::entity::Kind;
use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::companies::{self, Ask};
use super::company::Which;
use super::fields::Fields;
use super::guard::Seat;
use super::view::{Trouble, moment};
use crate::roster::SheetFaults;
use crate::service::console::roster::Export;
use crate::service::{Failure, Service, field};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The most characters that Excel takes in a cell.
const LONGEST: usize = 32_000;

pub(super) async fn export(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let ask = Ask::of(&fields);
    let reason = fields.get("reason").trim().to_owned();
    let cards = match fields.get("as") {
        "vcf" => Some(true),
        "xlsx" => Some(false),
        _ => None,
    };
    let told = (2..=200).contains(&reason.chars().count());
    let (Some(cards), true) = (cards, told) else {
        let trouble = Some("내려받는 까닭을 2자 이상 적어 주세요.");
        return companies::list(service, seat, StatusCode::BAD_REQUEST, ask, trouble).await;
    };
    let form = if cards { "연락처" } else { "엑셀" };
    let bytes = service
        .run(move |service| {
            let what = (form, reason.as_str());
            let wanted = ask.wanted();
            let export = service.export_companies_for(&seat.visitor, &wanted, what, moment)?;
            match cards {
                true => Ok(cards_of(&export).into_bytes()),
                false => workbook_of(&export),
            }
        })
        .await?;
    Ok(match cards {
        true => file("text/vcard; charset=utf-8", "handbook-companies.vcf", bytes),
        false => file(XLSX, "handbook-companies.xlsx", bytes),
    })
}

pub(super) async fn faults(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let bytes = service
        .run(move |service| {
            let sheets = service.faulty_rows_for(&seat.visitor, &which.id)?;
            marked(&sheets).map_err(unwritten)
        })
        .await?;
    Ok(file(XLSX, "handbook-faults.xlsx", bytes))
}

fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::from_str(&disposition);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, bytes).into_response()
}

fn unwritten(_: XlsxError) -> Failure {
    Failure::Internal("a workbook can't be written")
}

fn cards_of(export: &Export) -> String {
    let cards = export.rows.iter();
    cards
        .map(|member| vcard::write_noted(member, &export.mark))
        .collect()
}

/// Writes text as text: whatever it begins with, it is no formula.
fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text: String = text.chars().take(LONGEST).collect();
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

fn heading() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xE8_ED_FB))
        .set_border_bottom(FormatBorder::Thin)
}

fn workbook_of(export: &Export) -> Result<Vec<u8>, Failure> {
    let columns = field::fields(Kind::Member);
    let text = |value: &Value, name: &str| field::text(name, value.get(name));
    let write = || {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("조합원사")?;
        // Who took it along stands above the table, and on every printed page.
        let plain = Format::new();
        put(sheet, (0, 0), &export.mark, &Format::new().set_italic())?;
        let printed: String = export.mark.replace('&', "&&").chars().take(200).collect();
        sheet.set_footer(format!("&L{printed}&R&P / &N"));
        sheet.set_landscape().set_repeat_rows(1, 1)?;
        sheet.set_print_fit_to_pages(1, 0);
        for (column, (_, title)) in (0..).zip(columns) {
            put(sheet, (1, column), title, &heading())?;
            sheet.set_column_width(column, 16)?;
        }
        for (row, member) in (2..).zip(&export.rows) {
            let value = serde_json::to_value(member).unwrap_or_default();
            for (column, (name, _)) in (0..).zip(columns) {
                let text = text(&value, name);
                if !text.is_empty() {
                    put(sheet, (row, column), &text, &plain)?;
                }
            }
        }
        sheet.set_freeze_panes(2, 0)?;
        workbook.save_to_buffer()
    };
    write().map_err(unwritten)
}

/// Rows with faults as they are, with what is wrong marked and told at their end.
fn marked(sheets: &[SheetFaults]) -> Result<Vec<u8>, XlsxError> {
    let bad = Format::new().set_background_color(Color::RGB(0xFF_C7_CE));
    let (plain, mut workbook) = (Format::new(), Workbook::new());
    for faulty in sheets {
        let sheet = workbook.add_worksheet();
        let name: String = faulty
            .sheet
            .chars()
            .filter(|c| !"[]:*?/\\".contains(*c))
            .take(31)
            .collect();
        sheet.set_name(name.trim_matches('\''))?;
        let cells = faulty.rows.iter().flat_map(|row| &row.cells);
        let last = faulty.titles.iter().map(|(column, _)| *column);
        let last = last.chain(cells.map(|(column, _)| *column)).max();
        let column = |index: u32| u16::try_from(index).unwrap_or(u16::MAX);
        let told = column(last.unwrap_or_default().saturating_add(1));
        for (index, title) in &faulty.titles {
            put(sheet, (0, column(*index)), title, &heading())?;
        }
        put(sheet, (0, told), "고칠 것", &heading())?;
        sheet.set_column_width(told, 80)?;
        for (place, row) in (1..).zip(&faulty.rows) {
            let is_bad = |index: u32| row.faults.iter().any(|(at, _)| *at == Some(index));
            for (index, text) in &row.cells {
                let format = if is_bad(*index) { &bad } else { &plain };
                put(sheet, (place, column(*index)), text, format)?;
            }
            // What is missing is marked too.
            for index in row.faults.iter().filter_map(|(at, _)| *at) {
                if !row.cells.iter().any(|(there, _)| *there == index) {
                    sheet.write_blank(place, column(index), &bad)?;
                }
            }
            let texts: Vec<&str> = row.faults.iter().map(|(_, text)| text.as_str()).collect();
            put(sheet, (place, told), &texts.join("\n"), &plain)?;
        }
    }
    if sheets.is_empty() {
        workbook.add_worksheet();
    }
    workbook.save_to_buffer()
}
