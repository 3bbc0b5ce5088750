//! Sample posts (조합소식). The co-op, its people and its occasions are made up.

use std::sync::Arc;

use handbook_server::Config;
use handbook_server::clock::{Clock, ManualClock, SystemClock};
use handbook_server::service::{Caller, Service};
use handbook_server::storage::Storage;
use handbook_server::storage::sqlite::Sqlite;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Attachment, FileHash, PostKind, Targets};
use handbook_wire::file::{Limits, UploadRequest};
use handbook_wire::post::{PostDraft, PostWrite};
use handbook_wire::rich;
use sha2::{Digest, Sha256};

use crate::{Error, TestServer};

const HOUR: i64 = 60 * 60 * 1000;

/// A sample: kind, hours since it was published, must be read, pinned, title, text as it is typed.
type Sample = (PostKind, i64, bool, bool, &'static str, &'static str);

const SAMPLES: [Sample; 8] = [
    (
        PostKind::Assembly,
        2,
        true,
        true,
        "2027년도 정기총회를 알려 드립니다",
        "# 정기총회 안내\n\n조합 정관에 따라 **정기총회**를 아래와 같이 엽니다. 꼭 참석해 주세요.\n\n\
         | 항목 | 내용 |\n| 날짜 | 2027년 2월 25일 (목) 14시 |\n| 곳 | 조합회관 5층 대회의실 |\n| 안건 | 결산 승인, 예산 승인 |\n\n\
         ## 준비해 주세요\n\n- 참석 여부를 2월 15일까지 알려 주세요.\n- 참석이 어려우면 위임장을 보내 주세요.\n\n\
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
        "삼가 고인의 명복을 빕니다.\n\n- 빈소: 한빛병원 장례식장 3호실\n- 발인: 11월 26일 오전 8시\n- 연락: 조합 총무팀 02-000-0000",
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
];

/// How many of them there are.
pub const COUNT: usize = SAMPLES.len();

/// The server's service with somebody of the staff and a clock, before the server itself starts.
fn office(server: &TestServer, now: i64) -> Result<(Arc<Service>, Caller, ManualClock), Error> {
    let storage: Arc<dyn Storage> = Arc::new(Sqlite::open(&server.database())?);
    let accounts = storage.reading(|txn| txn.accounts())?;
    let staff = accounts
        .into_iter()
        .find(|account| account.role == Role::Staff)
        .ok_or("the roster has no staff")?;
    let caller = Caller {
        server: String::new(),
        account: staff.id,
        session: String::new(),
        role: Role::Staff,
        full: true,
        expires: i64::MAX,
        address: None,
    };
    let clock = ManualClock::new(now);
    let config = Config {
        data_dir: server.data().to_owned(),
        ..Config::default()
    };
    let service = Service::new(storage, Arc::new(clock.clone()), config)?;
    Ok((Arc::new(service), caller, clock))
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
    Ok(())
}

/// Publishes one more, with pictures and files, an hour old.
///
/// # Errors
/// As [`publish`].
pub async fn publish_with_files(server: &TestServer) -> Result<(), Error> {
    let (service, caller, _) = office(server, SystemClock.now() - HOUR)?;
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
