use super::super::fault::CellRef;

/// Why a cell can't be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Reason {
    NoCompanyName,
    NoPersonName,
    NoRole,
    BusinessNumberLength,
    BusinessNumberCheck,
    Phone,
    Fax,
    Mobile,
    Email,
    Homepage,
    PostalCode,
    NoSuchDate,
    UnreadableDate,
    Formula,
    ErrorValue,
    Status,
    Term,
    Period,
    Login,
    /// An earlier row says the same in these columns.
    Clash {
        earlier: CellRef,
        later: CellRef,
        columns: Vec<String>,
        /// Whether the value is one with which people log in.
        is_login: bool,
    },
}

impl Reason {
    /// What is wrong, and what to do.
    pub(in super::super) fn texts(&self) -> (String, String) {
        let (reason, advice) = match self {
            Reason::NoCompanyName => ("회사명이 비어 있어요.", "회사명을 적어 주세요."),
            Reason::NoPersonName => ("성명이 비어 있어요.", "성명을 적어 주세요."),
            Reason::NoRole => (
                "직책이 비어 있어요.",
                "이사장, 이사, 감사 같은 직책을 적어 주세요.",
            ),
            Reason::BusinessNumberLength => (
                "사업자등록번호가 숫자 10자리가 아니에요.",
                "사업자등록증을 보고 123-45-67890처럼 10자리로 고쳐 주세요.",
            ),
            Reason::BusinessNumberCheck => (
                "사업자등록번호의 검증 숫자가 맞지 않아요. 잘못 적은 숫자가 있어요.",
                "사업자등록증을 보고 번호를 고쳐 주세요.",
            ),
            Reason::Phone => (
                "전화번호의 자릿수나 앞자리가 맞지 않아요.",
                "031-123-4567처럼 지역번호부터 번호 하나만 적어 주세요. 이어진 번호는 031-123-4567~9처럼 적어요.",
            ),
            Reason::Fax => (
                "팩스 번호의 자릿수나 앞자리가 맞지 않아요.",
                "031-123-4567처럼 지역번호부터 번호 하나만 적어 주세요.",
            ),
            Reason::Mobile => (
                "휴대폰 번호의 자릿수나 앞자리가 맞지 않아요.",
                "010-0000-1234처럼 번호 하나만 끝까지 적어 주세요.",
            ),
            Reason::Email => (
                "이메일 주소가 아니에요.",
                "name@company.co.kr처럼 @가 든 주소 하나만 적어 주세요. 없으면 비워 두세요.",
            ),
            Reason::Homepage => (
                "홈페이지 주소가 아니에요.",
                "www.company.co.kr처럼 주소 하나만 적어 주세요. 없으면 비워 두세요.",
            ),
            Reason::PostalCode => (
                "우편번호가 숫자 5자리가 아니에요.",
                "5자리 우편번호로 고치거나 비워 두세요.",
            ),
            Reason::NoSuchDate => (
                "달력에 없는 날짜예요.",
                "날짜를 2010-02-15처럼 고쳐 주세요.",
            ),
            Reason::UnreadableDate => (
                "날짜로 읽을 수 없어요.",
                "연·월·일을 모두 2010-02-15처럼 적어 주세요. 모르면 비워 두세요.",
            ),
            Reason::Formula => (
                "값이 아니라 수식이에요. 수식은 계산하지 않아요.",
                "수식을 지우고 보이는 값을 그대로 적어 주세요(복사 → 값 붙여넣기).",
            ),
            Reason::ErrorValue => (
                "Excel 오류 값이 들어 있어요.",
                "맞는 값을 적거나 비워 두세요.",
            ),
            Reason::Status => (
                "모르는 상태예요.",
                "정상, 휴업, 탈퇴, 제명 가운데 하나로 적어 주세요. 비워 두면 정상이에요.",
            ),
            Reason::Term => ("대수를 읽을 수 없어요.", "제27대처럼 적어 주세요."),
            Reason::Period => (
                "임기를 읽을 수 없어요.",
                "2023.03 ~ 2027.02처럼 시작과 끝의 연·월을 적어 주세요.",
            ),
            Reason::Login => (
                "아이디로 쓸 수 없어요.",
                "영문자와 숫자, 점(.), 밑줄(_), 붙임표(-)로 64자까지 적어 주세요.",
            ),
            Reason::Clash {
                earlier,
                later,
                columns,
                is_login,
            } => {
                let (first, second) = if earlier.sheet == later.sheet {
                    (format!("{}행", earlier.row), format!("{}행", later.row))
                } else {
                    (
                        format!("‘{}’ 시트 {}행", earlier.sheet, earlier.row),
                        format!("‘{}’ 시트 {}행", later.sheet, later.row),
                    )
                };
                let columns = columns.join(", ");
                let login = if *is_login {
                    " 로그인에 쓰는 값이라 서로 달라야 해요."
                } else {
                    ""
                };
                return (
                    format!("{first}과 {second}에 같은 값이 있어요: {columns}.{login}"),
                    format!(
                        "두 행 가운데 잘못된 쪽을 고치거나 지워 주세요. 지금은 {first}만 들어가고 {second}은 들어가지 않아요."
                    ),
                );
            }
        };
        (reason.to_owned(), advice.to_owned())
    }
}
