use thiserror::Error;

/// Why a file is refused as a whole. The text is for the staff member who chose the file: it says
/// what is wrong and what to do, and quotes no content of the file but names of sheets.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnreadableRoster {
    /// No bytes, or nothing but blank cells.
    #[error("파일이 비어 있어요. 조합원사가 들어 있는 명부 파일을 골라 주세요.")]
    Empty,
    /// Neither a workbook nor a text table.
    #[error(
        "Excel 파일이나 CSV 파일이 아니에요. Excel에서 명부를 열어 ‘Excel 통합 문서(.xlsx)’로 저장한 다음 그 파일을 골라 주세요."
    )]
    NotWorkbook,
    /// It claims to be a workbook, but is damaged.
    #[error(
        "Excel 파일이 손상되어 읽을 수 없어요. Excel에서 열어 다른 이름으로 다시 저장한 다음 그 파일을 골라 주세요."
    )]
    Damaged,
    /// A binary workbook of Excel 97–2003.
    #[error(
        "옛 Excel 형식(.xls)이라 읽을 수 없어요. Excel에서 열어 ‘Excel 통합 문서(.xlsx)’로 저장한 다음 그 파일을 골라 주세요."
    )]
    OldWorkbook,
    /// A spreadsheet of a kind that isn't read: binary workbook, OpenDocument.
    #[error(
        "{0} 형식은 읽을 수 없어요. Excel에서 열어 ‘Excel 통합 문서(.xlsx)’로 저장한 다음 그 파일을 골라 주세요."
    )]
    OtherFormat(&'static str),
    /// A workbook locked with a password.
    #[error(
        "암호가 걸린 파일이라 읽을 수 없어요. Excel에서 암호를 푼 다음(파일 → 정보 → 통합 문서 보호) 다시 저장해 주세요."
    )]
    Encrypted,
    /// A text table that is neither UTF-8 nor CP949.
    #[error(
        "CSV 파일의 글자를 읽을 수 없어요. Excel에서 ‘CSV UTF-8(쉼표로 분리)’이나 ‘Excel 통합 문서(.xlsx)’로 다시 저장해 주세요."
    )]
    UnknownEncoding,
    /// No row says what the columns are.
    #[error(
        "{sheet}에서 제목 줄을 찾지 못했어요. 첫 30줄 안에 {needed} 같은 제목이 있는 줄이 있어야 해요."
    )]
    NoHeading {
        /// Which sheet, as a phrase: `‘임원’ 시트`, or `파일`.
        sheet: String,
        /// Headings that it needs.
        needed: &'static str,
    },
    /// More bytes than [`super::Limits::file_bytes`].
    #[error(
        "파일이 너무 커요({limit_mb}MB까지 읽어요). 명부가 아닌 시트와 그림을 지우고 다시 저장해 주세요."
    )]
    TooManyBytes {
        /// The limit in megabytes.
        limit_mb: u64,
    },
    /// It grows beyond all measure when unpacked: a zip bomb, or a sheet full of empty formatting.
    #[error(
        "파일을 펼치면 너무 커져서 읽지 않았어요. 명부만 새 통합 문서에 복사해서 다시 저장해 주세요."
    )]
    ExpandsTooMuch,
    /// More rows than [`super::Limits::rows`].
    #[error(
        "{sheet}에 줄이 너무 많아요({limit}줄까지 읽어요). 명부가 맞는지 확인하고, 아니라면 그 시트를 지워 주세요."
    )]
    TooManyRows {
        /// Which sheet, as a phrase.
        sheet: String,
        /// The limit.
        limit: usize,
    },
    /// More columns than [`super::Limits::columns`].
    #[error(
        "{sheet}에 열이 너무 많아요({limit}열까지 읽어요). 명부 오른쪽의 필요 없는 열을 지워 주세요."
    )]
    TooManyColumns {
        /// Which sheet, as a phrase.
        sheet: String,
        /// The limit.
        limit: usize,
    },
    /// More cells than [`super::Limits::cells`].
    #[error("칸이 너무 많아요({limit}칸까지 읽어요). 명부가 아닌 시트와 열을 지워 주세요.")]
    TooManyCells {
        /// The limit.
        limit: usize,
    },
    /// A cell longer than [`super::Limits::cell_chars`].
    #[error(
        "{sheet} {row}행에 너무 긴 칸이 있어요(한 칸에 {limit}자까지 읽어요). 내용을 줄여 주세요."
    )]
    CellTooLong {
        /// Which sheet, as a phrase.
        sheet: String,
        /// The row as Excel shows it.
        row: u32,
        /// The limit.
        limit: usize,
    },
}
