//! What is taken along: companies as a workbook, as cards or as address labels, and rows to be mended.

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

use super::approvals::{self, APPROVAL};
use super::companies::{self, Ask};
use super::company::Which;
use super::fields::Fields;
use super::guard::Seat;
use super::view::{Trouble, moment};
use crate::label::{self, Label, Sheet};
use crate::roster::SheetFaults;
use crate::service::console::approval::ApprovalError;
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
    let told = (2..=200).contains(&reason.chars().count());
    let (Some(form), true) = (Form::of(fields.get("as")), told) else {
        let trouble = Some("내려받는 까닭을 2자 이상 적어 주세요.");
        return companies::list(service, seat, StatusCode::BAD_REQUEST, ask, trouble).await;
    };
    let visitor = seat.visitor.clone();
    let (wanted, why) = (ask.wanted(), reason.clone());
    let approval = fields.get(APPROVAL).to_owned();
    let made = service
        .run(move |service| {
            let what = (form.title(), why.as_str());
            let export = service.export_companies_for(&visitor, &wanted, what, &approval, moment);
            let export = match export {
                Ok(export) => export,
                Err(ApprovalError::Failed(failure)) => return Err(failure),
                Err(error) => return Ok(Err(error)),
            };
            form.write(&export).map(Ok)
        })
        .await?;
    let bytes = match made {
        Ok(bytes) => bytes,
        Err(ApprovalError::Needed(task)) => {
            let names = ["text", "branch", "status", "as", "reason"];
            let sent = names.map(|name| (name, fields.get(name)));
            let again = ("/console/roster/export", &sent[..]);
            return match approvals::ask(&service, &seat.visitor, *task, again, &reason).await? {
                Ok(response) => Ok(response),
                Err(trouble) => Ok(approvals::refused(&service, &seat, trouble)),
            };
        }
        Err(error) => return Ok(approvals::refused(&service, &seat, error.to_string())),
    };
    Ok(match form {
        Form::Workbook => file(XLSX, "handbook-companies.xlsx", bytes),
        Form::Cards => file("text/vcard; charset=utf-8", "handbook-companies.vcf", bytes),
        Form::Labels(_) => file("application/pdf", "handbook-labels.pdf", bytes),
    })
}

/// What companies are taken along as.
#[derive(Debug, Clone, Copy)]
enum Form {
    Workbook,
    Cards,
    Labels(Sheet),
}

impl Form {
    fn of(name: &str) -> Option<Self> {
        match name {
            "xlsx" => Some(Self::Workbook),
            "vcf" => Some(Self::Cards),
            other => {
                let labels = other.strip_prefix("labels")?.parse().ok()?;
                Sheet::of(labels).map(Self::Labels)
            }
        }
    }

    /// As the audit log calls it.
    const fn title(self) -> &'static str {
        match self {
            Self::Workbook => "엑셀",
            Self::Cards => "연락처",
            Self::Labels(Sheet::ThreeByEight) => "주소 라벨(24칸)",
            Self::Labels(Sheet::TwoByEight) => "주소 라벨(16칸)",
        }
    }

    fn write(self, export: &Export) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Workbook => workbook_of(export),
            Self::Cards => Ok(cards_of(export).into_bytes()),
            Self::Labels(sheet) => labels_of(export, sheet),
        }
    }
}

/// Labels of the companies that have an address; how many have none stands at the foot.
fn labels_of(export: &Export, sheet: Sheet) -> Result<Vec<u8>, Failure> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let written = |address: &String| !address.trim().is_empty();
    let with_address = export
        .rows
        .iter()
        .filter(|member| member.address.as_ref().is_some_and(written));
    let labels: Vec<Label> = with_address
        .map(|member| Label {
            postal_code: text(&member.postal_code),
            address: text(&member.address),
            company: member.name.clone(),
            person: match member.representatives.first() {
                Some(name) => format!("대표 {name} 귀하"),
                None => "귀중".to_owned(),
            },
        })
        .collect();
    let without = export.rows.len() - labels.len();
    let mark = match without {
        0 => export.mark.clone(),
        without => format!("{} · 주소가 없어 빠진 곳 {without}", export.mark),
    };
    label::write(sheet, &labels, &mark).map_err(|error| {
        tracing::error!(%error, "no labels were made");
        Failure::Internal("labels can't be written")
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
