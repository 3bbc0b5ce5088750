//! The provider's pages.

use super::{Answer, PhoneRequest};

const HEAD: &str = "<!doctype html><html lang=\"ko\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>간편인증 (시험용)</title>\
<style>body{font:18px/1.6 system-ui,sans-serif;max-width:400px;margin:0 auto;padding:24px;\
color:#1a1a1a;background:#fff}h1{font-size:22px}button{width:100%;min-height:52px;margin-top:12px;\
border:1px solid #888;border-radius:10px;font:inherit;background:#f2f2f2;color:#1a1a1a}\
.phone{margin-top:32px;padding:16px;border:2px solid #333;border-radius:24px}\
.note{color:#666;font-size:15px}</style>";

/// Waits for the person to look at the phone; the phone is drawn below.
pub(super) fn waiting(request: &PhoneRequest) -> String {
    let state = match request.answer {
        Answer::Waiting => "휴대전화의 인증 앱에서 인증을 완료한 다음 [인증 완료]를 눌러 주세요.",
        Answer::Approved => "휴대전화에서 인증했어요. [인증 완료]를 눌러 주세요.",
        Answer::Denied => "휴대전화에서 취소했어요. [인증 완료]를 눌러 주세요.",
    };
    let (name, agency) = (escape(&request.person.name), escape(&request.agency));
    let transaction = &request.transaction;
    format!(
        "{HEAD}<p class=\"note\">시험용 인증기관이에요. 실제 인증이 아니에요.</p>\
<h1>{agency} 간편인증</h1><p>{state}</p>\
<form id=\"done\" method=\"post\" action=\"/auth/{transaction}\"><button>인증 완료</button></form>\
<div class=\"phone\"><p><b>{name}</b>님의 휴대전화</p><p>본인인증 요청이 왔어요.</p>\
<form id=\"approve\" method=\"post\" action=\"/phone/{transaction}/approve\"><button>인증하기</button></form>\
<form id=\"deny\" method=\"post\" action=\"/phone/{transaction}/deny\"><button>취소</button></form></div>"
    )
}

/// Sends the browser back with `fields`.
pub(super) fn leave(url: &str, fields: &[(&str, String)]) -> String {
    let inputs: String = fields
        .iter()
        .map(|(name, value)| {
            let value = escape(value);
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
        })
        .collect();
    let url = escape(url);
    format!(
        "{HEAD}<form id=\"back\" method=\"post\" action=\"{url}\">{inputs}<button>돌아가기</button></form>\
<script>document.getElementById(\"back\").submit();</script>"
    )
}

/// Says why the merchant's form was not taken.
pub(super) fn rejected(reason: &str) -> String {
    format!(
        "{HEAD}<h1>요청이 올바르지 않아요</h1><p>{}</p>",
        escape(reason)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
