//! Sample posts (조합소식). The co-op, its people and its occasions are made up.

use std::sync::Arc;

use handbook_server::Config;
use handbook_server::clock::{Clock, ManualClock, SystemClock};
use handbook_server::service::{Caller, Service};
use handbook_server::storage::sqlite::Sqlite;
use handbook_server::storage::{Change, Entity, Storage, StorageError, StoredAnswer};
use handbook_wire::auth::Role;
use handbook_wire::entity::{
    AnswerCall, Attachment, Coming, Condolence, Event, FileHash, Host, Kind, Member, Occasion,
    Poll, PostAnswer, PostKind, Question, ResultShown, Targets, Vote, Voter,
};
use handbook_wire::file::{Limits, UploadRequest};
use handbook_wire::post::{PostDraft, PostWrite};
use handbook_wire::rich;
use handbook_wire::sync::{Edit, PushRequest};
use sha2::{Digest, Sha256};

use crate::{Error, TestServer};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;
/// The co-op's clock is Korea's, whatever zone this machine is in.
const KOREA: i64 = 9 * HOUR;

/// A sample: kind, hours since it was published, must be read, pinned, title, text as it is typed.
type Sample = (PostKind, i64, bool, bool, &'static str, &'static str);

const SAMPLES: [Sample; 9] = [
    (
        PostKind::Assembly,
        2,
        true,
        true,
        "2027년도 정기총회를 알려 드립니다",
        "# 정기총회 안내\n\n조합 정관에 따라 **정기총회**를 엽니다. 꼭 참석해 주세요.\n\n\
         | 항목 | 내용 |\n| 곳 | 조합회관 5층 대회의실 |\n| 안건 | 결산 승인, 예산 승인 |\n\n\
         ## 준비해 주세요\n\n- 참석 여부를 위에서 알려 주세요.\n- 참석이 어려우면 위임할 분을 적어 주세요.\n\n\
         자세한 내용은 https://sujeop.example/assembly 에서 볼 수 있습니다.",
    ),
    (
        PostKind::Tender,
        5,
        false,
        false,
        "배전반 등 4종 제조·구매 입찰이 공고되었습니다",
        "추정 가격과 규격을 확인하시고 **12월 4일 17시**까지 투찰해 주세요.\n\n1. 배전반\n2. 저압 전동기 제어반\n3. 분전반\n4. 태양광 접속함",
    ),
    (
        PostKind::Condolence,
        9,
        false,
        false,
        "[부고] 조합원사 대표 모친상",
        "삼가 고인의 명복을 빕니다.",
    ),
    (
        PostKind::Education,
        26,
        false,
        false,
        "직접생산확인 기준 개정 온라인 교육을 엽니다",
        "바뀐 기준을 쉽게 풀어 드립니다. 참가비는 없습니다.\n\n> 교육 자료는 끝난 뒤 자료실에 올립니다.",
    ),
    (
        PostKind::News,
        49,
        false,
        false,
        "단체표준 인증 업무 처리 기간을 줄였습니다",
        "서류 심사를 온라인으로 바꾸어 평균 12일에서 **7일**로 줄였습니다.",
    ),
    (
        PostKind::Event,
        75,
        false,
        false,
        "조합원 한마음 걷기 대회에 초대합니다",
        "가족과 함께 오세요. 완주하신 분께 기념품을 드립니다.",
    ),
    (
        PostKind::Library,
        120,
        false,
        false,
        "표준 하도급 계약서 서식을 올렸습니다",
        "2027년 1월 1일부터 새 서식을 써 주세요.",
    ),
    (
        PostKind::Notice,
        170,
        true,
        false,
        "e수첩 앱 사용을 시작합니다",
        "종이 수첩을 대신해 앱으로 조합원사 정보와 소식을 보실 수 있습니다. 처음 로그인할 때 본인인증이 필요합니다.",
    ),
    (
        PostKind::Notice,
        30,
        false,
        false,
        ASKS,
        "내년 공동구매 품목을 정하려고 합니다. 의견을 들려 주세요.",
    ),
];

/// The sample that holds a poll.
const ASKS: &str = "공동구매 품목에 대한 의견을 여쭙니다";

/// How many of them there are.
pub const COUNT: usize = SAMPLES.len();

/// Somebody of the staff with that account.
fn caller(account: String) -> Caller {
    Caller {
        server: String::new(),
        account,
        session: String::new(),
        role: Role::Staff,
        full: true,
        expires: i64::MAX,
        address: None,
    }
}

/// The server's service with somebody of the staff and a clock, before the server itself starts.
fn office(server: &TestServer, now: i64) -> Result<(Arc<Service>, Caller, ManualClock), Error> {
    let storage: Arc<dyn Storage> = Arc::new(Sqlite::open(&server.database())?);
    let accounts = storage.reading(|txn| txn.accounts())?;
    let staff = accounts
        .into_iter()
        .find(|account| account.role == Role::Staff)
        .ok_or("the roster has no staff")?;
    let caller = caller(staff.id);
    let clock = ManualClock::new(now);
    let config = Config {
        data_dir: server.data().to_owned(),
        ..Config::default()
    };
    let service = Service::new(storage, Arc::new(clock.clone()), config)?;
    Ok((Arc::new(service), caller, clock))
}

/// That hour of a day in Korea, so many days from `now` on.
fn hour_of(now: i64, days: i64, hour: i64) -> i64 {
    ((now + KOREA).div_euclid(DAY) + days) * DAY + hour * HOUR - KOREA
}

/// A funeral the day after tomorrow, of the family of somebody in a company of the roster.
fn bereavement(server: &TestServer, now: i64) -> Result<Condolence, Error> {
    let storage: Arc<dyn Storage> = Arc::new(Sqlite::open(&server.database())?);
    let companies = storage.reading(|txn| txn.entities(Kind::Member))?;
    let company = companies
        .into_iter()
        .min_by_key(|company| company.id.parse::<u64>().unwrap_or(u64::MAX))
        .ok_or("the roster has no company")?;
    let member: Member = serde_json::from_str(&company.payload)?;
    let host = |role: &str, name: &str, phone: &str| Host {
        role: role.to_owned(),
        name: name.to_owned(),
        phone: phone.to_owned(),
    };
    Ok(Condolence {
        occasion: Occasion::Bereavement,
        title: "모친상".to_owned(),
        member: Some(company.id),
        company: member.name,
        person: "홍길동 대표".to_owned(),
        deceased: "고 이순자 (향년 88세)".to_owned(),
        died_at: Some(now - 11 * HOUR),
        at: Some(hour_of(now, 2, 8)),
        place: "한빛병원 장례식장 3호실".to_owned(),
        address: "서울특별시 송파구 올림픽로 43".to_owned(),
        place_phone: "02-000-0000".to_owned(),
        burial: "한빛추모공원".to_owned(),
        hosts: vec![
            host("장남", "홍길동", "010-0000-0001"),
            host("장녀", "홍길순", "010-0000-0002"),
        ],
        gift: "한빛은행 000-00-000000 홍길동".to_owned(),
        ..Condolence::default()
    })
}

/// The id of the sample that holds a poll.
#[must_use]
pub fn poll_post() -> String {
    let number = SAMPLES.iter().position(|(.., title, _)| *title == ASKS);
    format!("{:032x}", number.unwrap_or_default())
}

/// An open poll that closes in five days.
fn poll(now: i64) -> Poll {
    let question = |text: &str, choices: &[&str], most| Question {
        text: text.to_owned(),
        choices: choices.iter().map(|text| (*text).to_owned()).collect(),
        most,
    };
    Poll {
        questions: vec![
            question(
                "함께 사면 좋을 품목은 무엇인가요?",
                &["전선·케이블", "차단기", "외함·철판", "계측기"],
                2,
            ),
            question(
                "설명회를 언제 열면 좋을까요?",
                &["오전", "오후", "온라인이면 언제든"],
                1,
            ),
        ],
        voter: Voter::Person,
        secret: false,
        closes_at: hour_of(now, 5, 18),
        result: ResultShown::AfterVote,
    }
}

/// Lets some people vote on the sample's poll.
async fn vote(service: &Arc<Service>, server: &TestServer) -> Result<(), Error> {
    let storage: Arc<dyn Storage> = Arc::new(Sqlite::open(&server.database())?);
    let people = storage.reading(|txn| txn.accounts())?.into_iter();
    let people = people.filter(|account| account.role == Role::Member);
    let seen = [("poll".to_owned(), serde_json::to_value(poll(0))?)];
    // The first of them is the one whom pictures are of.
    for (number, person) in people.skip(1).take(23).enumerate() {
        let turn = u8::try_from(number).unwrap_or(0);
        let items = match turn % 4 {
            0 => vec![0, 1],
            1 => vec![1],
            2 => vec![1, 3],
            _ => vec![2],
        };
        let ballot = vec![items, vec![turn % 5 % 3]];
        let set = [("ballot".to_owned(), serde_json::to_value(ballot)?)];
        let edit = Edit {
            key: format!("{turn:032x}"),
            kind: Kind::Vote.as_str().to_owned(),
            id: Vote::id(&person.id, &poll_post()),
            set: set.into_iter().collect(),
            was: seen.clone().into_iter().collect(),
        };
        let voter = Caller {
            role: Role::Member,
            ..caller(person.id)
        };
        let request = PushRequest { edits: vec![edit] };
        let pushed = service.push(voter, request).await;
        pushed.map_err(|failure| failure.to_string())?;
    }
    Ok(())
}

/// Publishes the samples for everybody at a server that has not started.
///
/// # Errors
/// When the database can't be written or has no staff.
pub fn publish(server: &TestServer) -> Result<(), Error> {
    let now = SystemClock.now();
    let (service, caller, clock) = office(server, now)?;
    for (number, (kind, hours, must_read, pinned, title, text)) in SAMPLES.into_iter().enumerate() {
        clock.advance(now - hours * HOUR - clock.now());
        let draft = PostDraft {
            kind,
            title: title.to_owned(),
            body: rich::write(&rich::from_typed(text)),
            department: "총무팀".to_owned(),
            must_read,
            pinned,
            targets: Targets::everybody(),
            event: (kind == PostKind::Assembly).then(|| assembly(now)),
            poll: (title == ASKS).then(|| poll(now)),
            condolence: match kind {
                PostKind::Condolence => Some(bereavement(server, now)?),
                _ => None,
            },
            ..PostDraft::default()
        };
        let write = PostWrite {
            version: 0,
            draft,
            publish: true,
        };
        service
            .write_post(&caller, &format!("{number:032x}"), write)
            .map_err(|failure| failure.to_string())?;
    }
    answer(server, &format!("{:032x}", 0), now)
}

/// 총회 in two weeks, at two in the afternoon.
fn assembly(now: i64) -> Event {
    let day = (now + KOREA).div_euclid(DAY) + 14;
    let at = |day: i64, hour: i64| day * DAY + hour * HOUR - KOREA;
    Event {
        starts_at: at(day, 14),
        ends_at: Some(at(day, 16)),
        place: "조합회관 5층 대회의실".to_owned(),
        address: "서울특별시 중구 세종대로 110".to_owned(),
        agenda: [
            "2026년도 결산 승인",
            "2027년도 사업계획과 예산 승인",
            "임원 선출",
        ]
        .map(str::to_owned)
        .into(),
        answers: Some(AnswerCall {
            until: Some(at(day - 1, 18)),
            most: 3,
            proxy: true,
        }),
        attendance: true,
        ..Event::default()
    }
}

/// What some members have answered by now; who walks through the app has not.
fn answer(server: &TestServer, post: &str, now: i64) -> Result<(), Error> {
    let storage = Sqlite::open(&server.database())?;
    let storage: &dyn Storage = &storage;
    storage.writing(|txn| {
        let revision = txn.advance(Change::Private, now)?.revision;
        let members = txn.accounts()?.into_iter();
        let members = members.filter(|account| account.role == Role::Member);
        let answers = [
            (10, Coming::Yes, 1, ""),
            (2, Coming::Yes, 2, ""),
            (3, Coming::No, 0, ""),
            (2, Coming::Proxy, 0, "한빛전기 김대표"),
        ];
        let each = answers
            .iter()
            .flat_map(|answer| std::iter::repeat_n(answer, answer.0));
        // The first accounts are those that the walks are logged in with.
        for (account, (_, coming, people, proxy)) in members.skip(20).zip(each) {
            let payload = serde_json::to_string(&PostAnswer {
                post: post.to_owned(),
                coming: Some(*coming),
                people: *people,
                proxy: (*proxy).to_owned(),
                attended_at: None,
            })
            .map_err(|_| StorageError::Corrupt("answer"))?;
            txn.put_entity(&Entity {
                kind: Kind::PostAnswer,
                id: PostAnswer::id(&account.id, post),
                owner: Some(account.id.clone()),
                revision,
                deleted: false,
                payload,
            })?;
            txn.put_answer(&StoredAnswer {
                post: post.to_owned(),
                account: account.id,
                coming: *coming,
                people: *people,
                proxy: (*proxy).to_owned(),
            })?;
        }
        Ok(())
    })
}

/// Publishes one more, with pictures and files, an hour old.
///
/// # Errors
/// As [`publish`].
pub async fn publish_with_files(server: &TestServer) -> Result<(), Error> {
    let (service, caller, _) = office(server, SystemClock.now() - HOUR)?;
    vote(&service, server).await?;
    let mut sheet = b"PK\x03\x04".to_vec();
    sheet.resize(26, 0);
    sheet.extend(b"\x08\0\0\0mimetypeapplication/hwp+zip");
    sheet.resize(182_000, 0);
    let mut minutes = b"%PDF-1.7\n".to_vec();
    minutes.resize(2_400_000, b' ');
    let files = [
        ("기념식 전경.png", scene(40)?),
        ("기념 촬영.png", scene(120)?),
        ("표창 수여.png", scene(200)?),
        ("창립 30주년 기념식 자료집.pdf", minutes),
        ("참석 확인서 서식.hwpx", sheet),
    ];
    let mut attachments = Vec::new();
    for (name, bytes) in files {
        attachments.push(upload(&service, &caller, name, &bytes).await?);
    }
    let text = format!(
        "함께해 주신 모든 조합원사에 감사드립니다.\n\n![기념식 전경]({})\n\n사진과 자료집을 아래에 붙입니다.",
        attachments[0].file
    );
    let draft = PostDraft {
        kind: PostKind::News,
        title: "창립 30주년 기념식 사진을 올렸습니다".to_owned(),
        body: rich::write(&rich::from_typed(&text)),
        department: "홍보팀".to_owned(),
        targets: Targets::everybody(),
        attachments,
        ..PostDraft::default()
    };
    let write = PostWrite {
        version: 0,
        draft,
        publish: true,
    };
    let id = format!("{:032x}", SAMPLES.len());
    let written = service.write_post(&caller, &id, write);
    written
        .map(drop)
        .map_err(|failure| failure.to_string().into())
}

async fn upload(
    service: &Arc<Service>,
    caller: &Caller,
    name: &str,
    bytes: &[u8],
) -> Result<Attachment, Error> {
    let told = |failure: handbook_server::service::Failure| failure.to_string();
    let request = UploadRequest {
        hash: FileHash::of_bytes(Sha256::digest(bytes).into()),
        name: name.to_owned(),
        bytes: bytes.len() as u64,
    };
    let begun = service.begin_upload(caller, &request).map_err(told)?;
    let mut at = 0;
    for piece in bytes.chunks(Limits::PIECE) {
        let taken = service.append_upload(caller, &begun.id, at, piece);
        at = taken.map_err(told)?.offset;
    }
    let made = service.finish_upload(caller.clone(), begun.id).await;
    Ok(made.map_err(told)?)
}

/// Hills under a sky, drawn: nobody's picture.
fn scene(turn: u32) -> Result<Vec<u8>, Error> {
    let picture = image::RgbImage::from_fn(1200, 800, |x, y| {
        let hill = |height: u32, width: u32| {
            let place = (x + turn * 9) % width;
            height + place.abs_diff(width / 2) * 260 / width
        };
        let light = |base: u32| u8::try_from((base + turn / 4).min(255)).unwrap_or(255);
        match () {
            () if y > hill(560, 900) => image::Rgb([light(40), light(90), light(50)]),
            () if y > hill(420, 1300) => image::Rgb([light(80), light(130), light(90)]),
            () => image::Rgb([light(150 - y / 8), light(190 - y / 10), light(215)]),
        }
    });
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png)?;
    Ok(png.into_inner())
}
