use handbook_wire::entity::MemberStatus;

use super::super::sheet::Cell;
use super::{Mended, Reason, text};

/// Standing of a member; nothing said is 정상.
pub(in super::super) fn mend_status(cell: &Cell) -> Mended<MemberStatus> {
    let shown = text::compact(&text::clean(&cell.shown()));
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    let word: String = shown.chars().filter(|c| !"()[].".contains(*c)).collect();
    match word.as_str() {
        "정상" | "정상가입" | "가입" | "정회원" | "회원" | "조합원" | "정조합원" | "활동"
        | "활동중" | "유지" | "영업" | "영업중" | "정상영업" | "가동" | "○" | "O" | "o" => {
            Ok(Some(MemberStatus::Active))
        }
        "휴업" | "휴업중" | "휴면" | "휴회" | "일시휴업" | "정지" | "자격정지" | "휴지" => {
            Ok(Some(MemberStatus::Suspended))
        }
        "탈퇴" | "탈회" | "자진탈퇴" | "임의탈퇴" | "자연탈퇴" | "법정탈퇴" | "탈퇴완료"
        | "해지" | "폐업" => Ok(Some(MemberStatus::Withdrawn)),
        "제명" | "제명처분" | "제적" | "강제탈퇴" => Ok(Some(MemberStatus::Expelled)),
        _ => Err(Reason::Status),
    }
}
