/// Declares the texts: a name, its Korean, its English. `{}` stands for a value.
macro_rules! texts {
    ($($name:ident: $korean:literal, $english:literal;)*) => {
        /// A text of the screens.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Text {
            $(#[doc = concat!("`", $korean, "`")] $name,)*
        }

        impl Text {
            /// Every text.
            #[cfg(test)]
            pub const ALL: &[Text] = &[$(Text::$name),*];

            /// Korean and English.
            pub const fn both(self) -> (&'static str, &'static str) {
                match self {
                    $(Text::$name => ($korean, $english),)*
                }
            }
        }
    };
}

texts! {
    // Frame
    AppName: "한국전기공업협동조합 e수첩", "한국전기공업협동조합 e수첩";
    NavLabel: "주요 화면", "Main screens";
    DoorsLabel: "바로 가기", "Shortcuts";
    NavHome: "홈", "Home";
    NavDirectory: "조합원사", "Members";
    NavMap: "지도", "Map";
    NavNews: "소식", "News";
    NavNewsUnread: "소식, 안 읽은 소식 {}건", "News, {} unread";
    NavMe: "나", "Me";
    Back: "뒤로", "Back";
    Retry: "다시 시도", "Try again";
    Cancel: "취소", "Cancel";
    Close: "닫기", "Close";
    More: "더 보기", "Show more";
    Loading: "불러오는 중이에요", "Loading";
    MoreOf: "{} 더 보기", "More for {}";
    Places: "{}곳", "{} companies";
    People: "{}명", "{} people";

    // Where sync stands
    LastSync: "마지막 동기화", "Last synced";
    LastSyncAt: "마지막 동기화 {}", "Last synced {}";
    NeverSynced: "아직 동기화하지 않았어요", "Not synced yet";
    OfflineSince: "오프라인 · 마지막 동기화 {}", "Offline · last synced {}";
    OfflineNever: "오프라인 · 아직 받은 정보가 없어요", "Offline · nothing received yet";
    SyncConnecting: "서버에 연결하는 중", "Connecting";
    SyncReceiving: "받는 중 {} / {} · 정보 {}건", "Receiving {} of {} · {} records";
    SyncStoring: "수첩에 담는 중 {} / {}건", "Storing {} of {} records";
    SyncLive: "최신 상태예요", "Up to date";
    SyncNow: "지금 동기화", "Sync now";
    SyncStarted: "동기화를 시작했어요.", "Sync has started.";
    Pending: "보내기 대기 {}건", "{} changes waiting to be sent";
    LostBanner: "반영되지 않은 내용이 있어요", "Something of yours was not taken";
    See: "보기", "View";

    // Moments
    JustNow: "방금", "just now";
    MinutesAgo: "{}분 전", "{} min ago";
    TodayAt: "오늘 {}", "today {}";
    YesterdayAt: "어제 {}", "yesterday {}";
    DateAt: "{} {}", "{} {}";

    // Home
    HomeHello: "{}님, 안녕하세요", "Hello, {}";
    HomeIntroTitle: "조합원사 정보를 손안에", "Every member company in your hand";
    HomeIntro: "로그인하면 조합원사와 임원, 조합직원 정보를 볼 수 있어요. 한 번 받아 두면 인터넷이 없어도 찾을 수 있어요.",
        "Log in to see member companies, officers and staff. Once received, everything works without internet.";
    CoopContact: "조합 사무국", "The co-op's office";
    Joining: "조합 가입 안내", "How to join";
    HomeSearch: "회사·대표자·전화번호로 찾기", "Company, representative, phone";
    MyCompany: "우리 회사", "My company";
    Favourites: "즐겨찾기", "Favourites";
    FavouritesEmpty: "회사 화면에서 별표를 누르면 여기에서 바로 전화할 수 있어요.",
        "Tap the star on a company and call it from here.";
    FavouritesMore: "즐겨찾기가 더 있어요. 앞의 {}곳만 보여 드려요.", "There are more; the first {} are shown.";
    Officers: "임원", "Officers";
    Staff: "조합직원", "Co-op staff";

    // What can be done with a company
    CallWhich: "어느 번호로 전화할까요?", "Which number?";
    WriteWhich: "어느 번호로 문자를 보낼까요?", "Which number?";
    Share: "공유", "Share";
    ShareWords: "글로 보내기", "Send as text";
    ShareFile: "연락처 파일로 보내기", "Send as a contact file";
    ShareFileHelp: "받는 사람이 바로 저장할 수 있어요.", "The receiver can save it at once.";
    ShareQr: "QR로 보여 주기", "Show as QR";
    SaveContact: "연락처에 저장", "Save to contacts";
    SaveContactHelp: "이 기기의 연락처 앱이 열려요.", "This device's contacts app opens.";
    SaveContactFailed: "연락처 앱을 열지 못했어요.", "The contacts app could not be opened.";
    SaveFile: "연락처 파일로 저장", "Save as a contact file";
    SaveFileHelp: "다운로드 폴더에 .vcf 파일을 만들어요.", "Puts a .vcf file into the folder for downloads.";
    FileSaved: "다운로드 폴더에 저장했어요: {}", "Saved in Downloads: {}";
    CopyAll: "글로 복사", "Copy as text";
    CopyThis: "누르면 복사해요", "Copies when pressed";
    Copied: "복사했어요.", "Copied.";
    FavouriteAdded: "즐겨찾기에 넣었어요.", "Added to favourites.";
    FavouriteRemoved: "즐겨찾기에서 뺐어요.", "Removed from favourites.";

    // Login
    Login: "로그인", "Log in";
    LoginTitle: "e수첩에 로그인해 주세요", "Log in to the handbook";
    LoginId: "아이디", "ID";
    LoginIdHint: "조합에 등록된 대표자 핸드폰 번호(- 없이) 또는 별도로 요청하신 e수첩 아이디",
        "The representative's mobile number registered with the co-op, or the ID you asked for";
    LoginPassword: "비밀번호", "Password";
    ShowPassword: "비밀번호 보기", "Show password";
    HidePassword: "비밀번호 숨기기", "Hide password";
    CapsLock: "Caps Lock이 켜져 있어요.", "Caps Lock is on.";
    KeepLogin: "로그인상태유지", "Keep me logged in";
    LoggingIn: "로그인하는 중…", "Logging in…";
    LoginIdMissing: "아이디를 입력해 주세요.", "Enter your ID.";
    LoginPasswordMissing: "비밀번호를 입력해 주세요.", "Enter your password.";
    LoginNeeded: "로그인이 필요해요", "Log in first";
    LoginNeededHelp: "조합원사 정보는 로그인한 뒤에 볼 수 있어요.", "Member companies are shown after you log in.";

    // Limited session
    VerifyTitle: "본인인증이 필요합니다.", "Identity verification is required.";
    VerifyReason: "서비스를 이용하기 위해서는 본인인증이 필요합니다.", "You need to verify your identity to use the service.";
    VerifyAtOffice: "본인인증은 조합 사무국에서 해 드려요. 사무국에 전화해 확인을 요청한 뒤 아래 버튼을 눌러 주세요.",
        "The co-op's office confirms who you are. Call the office, then press the button below.";
    VerifyMethod: "본인인증 방식 선택", "Choose how to verify";
    VerifySimple: "간편 인증", "Simple authentication";
    VerifyBy: "KG 이니시스", "KG Inicis";
    VerifyChoose: "인증사를 골라 주세요", "Choose a provider";
    VerifyCertificateFirst: "인증사의 인증서를 먼저 발급받으신 후 진행해 주세요.", "Get the provider's certificate first.";
    VerifyHowIssued: "인증서 발급방법", "How to get the certificate";
    VerifyOther: "다른 인증사", "Another provider";
    Naver: "NAVER", "NAVER";
    Kftc: "금융결제원", "KFTC";
    Pass: "PASS", "PASS";
    Toss: "toss", "toss";
    Payco: "PAYCO", "PAYCO";
    Shinhan: "신한은행", "Shinhan Bank";
    Kb: "국민은행", "KB Kookmin Bank";
    Samsung: "SAMSUNG Pass", "SAMSUNG Pass";
    NaverCertificate: "네이버인증서", "NAVER certificate";
    KftcCertificate: "금융인증서", "financial certificate";
    PassCertificate: "PASS인증서", "PASS certificate";
    TossCertificate: "토스인증서", "toss certificate";
    PaycoCertificate: "PAYCO인증서", "PAYCO certificate";
    ShinhanCertificate: "신한인증서", "Shinhan certificate";
    KbCertificate: "국민인증서", "KB certificate";
    SamsungCertificate: "삼성패스 인증서", "SAMSUNG Pass certificate";
    PersonName: "이름", "Name";
    PersonPhone: "전화번호 (-없이 입력)", "Mobile number (digits alone)";
    PersonBirth: "생년월일 (ex 19881225)", "Date of birth (e.g. 19881225)";
    NameWrong: "이름을 입력해 주세요. 한글은 8자까지예요.", "Enter your name, at most 25 letters.";
    PhoneWrong: "휴대폰 번호를 확인해 주세요. 예: 01011112222", "Check the mobile number, such as 01011112222.";
    BirthWrong: "생년월일 8자리를 확인해 주세요. 예: 19881225", "Check the 8 digits, such as 19881225.";
    AgreementsTitle: "약관 동의", "Agreements";
    AgreeAll: "전체동의", "Agree to all";
    ReadMore: "자세히보기", "Read";
    ReadLess: "접기", "Close";
    AgreementsLacking: "약관에 모두 동의해 주세요.", "Agree to all of the texts.";
    VerifyCareTitle: "유의사항", "Please note";
    VerifyCare: "인증이 정상적으로 진행되지 않을 경우, {}를 재발급 받으신 후 이용해주세요.",
        "If it does not work, have your {} issued anew and try again.";
    VerifyStart: "인증하기", "Verify";
    StepsLead: "인증 절차를 마무리하신 후 아래[인증확인]버튼을 클릭하셔야 인증이 완료됩니다.",
        "When you have finished there, press [Check] below to complete it.";
    StepRequest: "인증 요청", "Request";
    StepRequestWhat: "앱 인증 요청 메시지 확인 (APP PUSH)", "Look for the app's message (push)";
    StepApp: "앱 인증", "In the app";
    StepAppWhat: "앱 내 인증 진행", "Confirm in the provider's app";
    StepCheck: "인증 확인", "Check";
    StepCheckWhat: "인증 완료 후, 하단의 인증 확인 클릭", "Then press Check below";
    NoPushTitle: "휴대폰 APP PUSH 메시지가 오지 않았다면?", "No message on your phone?";
    NoPushInstalled: "앱이 설치되어 있는지 확인해 주세요.", "Check that the app is installed.";
    NoPushNotices: "해당 앱에 접속하시어 알림 내역을 확인해 주세요.", "Open it and look at its notifications.";
    NotYet: "아직 인증이 끝나지 않았어요.", "It is not finished yet.";
    NotYetAdvice: "인증사 앱에서 인증을 마친 뒤 다시 눌러 주세요.", "Finish it in the provider's app, then press again.";
    VerifyCheck: "인증확인", "Check";
    VerifyAnew: "처음부터 다시 하기", "Start over";
    VerifyAgain: "다시 인증하기", "Verify again";
    VerifyDone: "인증에 성공하였습니다.", "You are verified.";
    VerifyRefused: "인증이 취소됐어요.", "The verification was cancelled.";
    VerifyRefusedAdvice: "인증사 앱에서 취소했거나 인증서에 문제가 있을 수 있어요. 다시 시도해 주세요.",
        "It was cancelled in the provider's app, or there is a problem with the certificate. Try again.";
    VerifyOtherPerson: "등록된 정보와 달라요.", "That is not who is registered.";
    VerifyOtherPersonAdvice: "조합에 등록된 대표자 본인의 이름과 휴대폰 번호로 인증해 주세요. 정보가 바뀌었다면 조합 사무국에 알려 주세요.",
        "Verify with the name and number registered with the co-op. If they have changed, tell the office.";
    VerifyNumberTaken: "다른 계정에서 쓰는 번호예요.", "Another account has this number.";
    VerifyNumberTakenAdvice: "조합 사무국에 문의해 주세요.", "Ask the co-op's office.";
    VerifyExpired: "인증 시간이 지났어요.", "Time ran out.";
    VerifyExpiredAdvice: "처음부터 다시 인증해 주세요.", "Start over.";
    VerifyUnavailable: "인증 서비스에 연결하지 못했어요.", "The provider can't be reached.";
    VerifyUnavailableAdvice: "잠시 뒤에 다시 시도하거나 다른 인증사를 골라 주세요.", "Try again in a while, or choose another provider.";
    PasswordStepTitle: "비밀번호를 변경해 주세요", "Change your password";
    PasswordStepWhy: "기본 비밀번호는 반드시 변경해야 해요. 변경한 뒤 새 비밀번호로 다시 로그인해요.",
        "The first password must be changed. Then you log in again with the new one.";
    SecondFactorTitle: "인증 앱 번호", "Authenticator code";
    SecondFactorWhy: "조합직원은 비밀번호와 함께 인증 앱의 번호를 입력해요.", "Staff enter the code of an authenticator app too.";
    SecondFactorSetUp: "인증 앱(예: Google Authenticator)으로 아래 QR 코드를 찍어 주세요.", "Scan this QR code with an authenticator app.";
    SecondFactorType: "찍을 수 없으면 이 글자를 인증 앱에 입력해 주세요.", "If you can't scan it, type these letters into the app.";
    SecondFactorOn: "인증 앱을 쓰고 있어요", "Set up";
    QrLabel: "QR 코드", "QR code";
    Code: "인증 번호", "Code";
    CodeHint: "인증 앱에 보이는 6자리 숫자", "The six digits that the app shows";
    CodeSixDigits: "숫자 6자리를 입력해 주세요.", "Enter six digits.";
    CodeWrong: "번호가 맞지 않아요. 지금 보이는 번호를 다시 입력해 주세요.", "That is not right. Enter the code that is shown now.";
    UnknownStepTitle: "앱 업데이트가 필요해요", "Update the app";
    UnknownStepHow: "이 버전에서는 할 수 없는 확인 절차가 있어요. 스토어에서 앱을 업데이트해 주세요.",
        "There is a step that this version can't do. Update the app from the store.";
    Recheck: "확인됐는지 다시 보기", "Check again";
    Rechecking: "확인하는 중…", "Checking…";

    // Directory and search
    SearchLabel: "조합원사 찾기", "Find a company";
    SearchHint: "이름·번호·초성", "Name, person, phone";
    SearchClear: "지우기", "Clear";
    Found: "{}곳을 찾았어요", "{} companies found";
    FoundFirst: "{}곳 가운데 가까운 {}곳이에요. 더 입력하면 좁혀져요.", "{} found; the best {} are shown. Type more to narrow it down.";
    FoundAlike: "‘{}’은(는) 없어요. 비슷한 곳이에요.", "Nothing is called “{}”. These are alike.";
    NothingFound: "‘{}’에 맞는 조합원사가 없어요", "No company matches “{}”";
    AdviceShorter: "글자 수를 줄여 보세요. 예: 한빛전기 → 한빛", "Try fewer letters";
    AdviceInitials: "초성으로도 찾을 수 있어요. 예: ㅎㅂ", "Initial consonants work too";
    AdviceDigits: "전화번호는 뒤 4자리만 입력해도 돼요.", "The last 4 digits of a phone number will do";
    DirectoryEmpty: "아직 조합원사가 없어요", "No companies yet";
    DirectoryEmptyHelp: "조합에서 명부를 등록하면 여기에 나타나요. 잠시 뒤 다시 동기화해 주세요.",
        "They appear here once the co-op has added its roster. Sync again in a while.";
    DirectoryWaiting: "조합원사 정보를 받고 있어요", "Receiving the member companies";
    DirectoryWaitingHelp: "처음 한 번만 받으면 인터넷이 없어도 볼 수 있어요.", "Needed once; after that it works without internet.";
    DirectoryOffline: "아직 받은 정보가 없어요", "Nothing received yet";
    DirectoryOfflineHelp: "인터넷에 연결되면 조합원사 정보를 자동으로 받아요. 와이파이나 데이터를 확인해 주세요.",
        "The companies arrive by themselves once there is a connection. Check Wi-Fi or mobile data.";
    Filter: "조건", "Filter";
    FilterTitle: "조건으로 찾기", "Filter";
    FilterRemove: "{} 조건 빼기", "Remove {}";
    FilterReset: "조건 모두 빼기", "Clear all";
    FilterShow: "{}곳 보기", "Show {}";
    FilterShowAny: "보기", "Show";
    FilterMore: "{}개 더 보기", "{} more";
    FilterNothing: "조건에 맞는 조합원사가 없어요", "No company fits";
    FilterNothingHelp: "조건을 하나씩 빼 보세요.", "Take choices away one by one.";
    Sort: "정렬", "Order";
    SortName: "이름순", "By name";
    SortDistance: "거리순", "By distance";
    SortRefused: "위치를 허용하지 않아 순서를 그대로 두었어요. 기기 설정에서 허용할 수 있어요.",
        "The location was not allowed, so the order stays. It can be allowed in the device's settings.";
    SortUnknown: "지금은 위치를 알 수 없어 순서를 그대로 두었어요. 잠시 뒤 다시 눌러 주세요.",
        "The location is not known now, so the order stays. Try again in a moment.";
    SortNumber: "조합원번호순", "By number";
    RecentSearchesClear: "최근 검색 지우기", "Clear recent searches";
    Contacts: "최근 연락", "Recent contacts";
    ContactsClear: "최근 연락 지우기", "Clear recent contacts";
    IndexLabel: "초성으로 이동", "Jump by initial";
    Representative: "대표 {}", "{}";
    CallNamed: "{}에 전화", "Call {}";
    Suspended: "휴업", "Suspended";

    // Fields
    FieldName: "회사명", "Company";
    FieldRepresentative: "대표자", "Representative";
    FieldPhone: "전화", "Phone";
    FieldFax: "팩스", "Fax";
    FieldMobile: "휴대폰", "Mobile";
    FieldProduct: "취급품목", "Products";
    FieldCertificate: "인증", "Certificates";
    FieldBranch: "지회", "Branch";
    FieldAddress: "주소", "Address";
    FieldNumber: "조합원번호", "Member number";
    FieldEmail: "이메일", "E-mail";
    FieldHomepage: "홈페이지", "Website";
    FieldMemo: "메모", "Memo";
    FieldJoined: "가입일", "Joined";
    FieldStatus: "상태", "Status";
    FieldBusinessNumber: "사업자등록번호", "Business number";

    // 조합원증
    Membership: "조합원증", "Membership card";
    MembershipWhat: "QR로 조합원임을 보여 줘요", "Show by QR that you are a member";
    MembershipShow: "상대방의 e수첩에서 QR 읽기로 찍어 달라고 하세요.", "Ask the other person to scan this in QR reading of their handbook.";
    MembershipTurns: "{}초 뒤 새 QR로 바뀌어요", "A new code in {} s";
    MembershipBright: "잘 읽히지 않으면 화면을 가장 밝게 해 주세요.", "If it is hard to scan, turn the brightness all the way up.";
    MembershipUntil: "{}까지 인터넷 없이도 보여 줄 수 있어요. 연결되면 저절로 늘어나요.",
        "You can show it without a connection until {}. It is extended whenever there is one.";
    MembershipNone: "아직 조합원증을 받지 못했어요", "No card yet";
    MembershipNoneOffline: "처음 한 번, 그리고 7일에 한 번은 인터넷에 연결되어야 해요. 연결한 뒤 다시 시도해 주세요.",
        "The first time, and once in 7 days, it needs a connection. Connect, then try again.";
    MembershipNoneOther: "조합에서 조합원증을 내주지 않았어요. 계속되면 조합 사무국에 물어봐 주세요.",
        "The co-op did not issue it. If it stays so, please ask the co-op's office.";

    // QR
    Scan: "QR 읽기", "Scan a QR";
    ScanWhat: "조합원증이나 명함의 QR을 읽어요", "Read a membership card or a business card";
    ScanIntro: "조합원증을 확인하거나, 명함의 QR을 읽어요.", "Check a membership card, or read a business card.";
    ScanOffline: "인터넷이 없어도 확인할 수 있어요. 읽은 것은 어디에도 보내지 않아요.",
        "It works without a connection, and nothing that you read is sent anywhere.";
    ScanCamera: "카메라로 읽기", "Use the camera";
    ScanCameraWhy: "QR을 읽는 동안에만 카메라를 써요. 사진은 남지 않아요.", "The camera is used only while you scan. No picture is kept.";
    ScanPicture: "사진에서 읽기", "Read from a picture";
    ScanPaste: "복사한 그림은 Ctrl+V로 붙여 넣어도 돼요.", "You can also paste a copied picture with Ctrl+V.";
    ScanReading: "읽는 중…", "Reading…";
    ScanAim: "QR을 네모 안에 맞춰 주세요", "Hold the code inside the frame";
    ScanRefused: "카메라를 허용하지 않으셨어요", "The camera is not allowed";
    ScanRefusedHelp: "사진에서 읽기는 그대로 쓸 수 있어요. 마음이 바뀌면 휴대폰 설정에서 허용해 주세요.",
        "Reading from a picture works all the same. You can allow the camera in the phone's settings.";
    ScanSettings: "설정 열기", "Open settings";
    ScanNoCamera: "카메라를 켜지 못했어요", "The camera could not be started";
    ScanNoCameraHelp: "다른 앱이 카메라를 쓰고 있는지 보고 다시 눌러 주세요. 사진에서 읽기는 그대로 쓸 수 있어요.",
        "See whether another app uses it, then try again. Reading from a picture works all the same.";
    ScanAgain: "다른 QR 읽기", "Scan another";
    ScanNothing: "사진에서 QR을 찾지 못했어요", "There is no QR in the picture";
    ScanNothingHelp: "QR이 크고 똑바로 나온 사진으로 다시 해 주세요. 그림자나 반사가 없으면 더 잘 읽혀요.",
        "Try one in which the code is large and straight, without shadows or reflections.";
    ScanUnreadable: "열 수 없는 파일이에요", "This file can't be opened";
    ScanUnreadableHelp: "JPG, PNG, WebP 사진을 골라 주세요.", "Please choose a JPG, PNG or WebP picture.";
    ScanTooLarge: "너무 커서 읽지 않았어요", "Too large to read";
    ScanTooLargeHelp: "사진은 12 MB까지, QR의 글은 64 KB까지 읽어요.", "Pictures are read up to 12 MB, the text of a code up to 64 KB.";
    ScanWritten: "QR에 담긴 글", "Text in the QR";
    ScanCut: "길어서 앞부분만 보여 드려요.", "Only its beginning is shown.";
    ScanWrittenHelp: "e수첩이 아는 QR이 아니에요. 내용대로 하기 전에 누가 준 것인지 확인하세요.",
        "This is not a code that the handbook knows. Before you act on it, make sure who gave it to you.";
    ScanWeb: "웹 주소", "Web address";
    ScanWebHelp: "열기 전에 주소를 끝까지 확인하세요. 조합의 QR이라는 보장이 없어요.",
        "Read the whole address before you open it. It may not come from the co-op.";
    ScanWebOpen: "브라우저에서 열기", "Open in the browser";
    ScanWebAsk: "{}에 갈까요?", "Go to {}?";
    ScanWebAskHelp: "e수첩 밖의 브라우저에서 열려요.", "It opens in the browser, outside the handbook.";
    ScanWebGo: "열기", "Open";
    ScanCopy: "복사", "Copy";
    ScanContact: "명함", "Business card";
    ScanContactHelp: "저장을 누르기 전에는 아무것도 저장하지 않아요.", "Nothing is saved until you say so.";
    ScanTitleOf: "직위", "Position";
    ScanNote: "메모", "Note";
    VerdictValid: "지금 유효해요", "Valid now";
    VerdictValidHelp: "조합이 서명한 조합원증이에요. 이름과 사진이 이분과 같은지 보세요.",
        "Signed by the co-op. See whether name and picture are this person's.";
    VerdictOld: "지난 화면이에요", "This is an old screen";
    VerdictOldHelp: "{}에 보여 준 조합원증을 찍은 사진이에요. 상대방의 휴대폰에서 지금 화면을 다시 읽어 주세요.",
        "It was shown {}. Scan what the person's phone shows now.";
    VerdictAhead: "시계가 맞지 않아요", "A clock is wrong";
    VerdictAheadHelp: "이 휴대폰이나 상대방 휴대폰의 시각이 1분 넘게 달라요. 시각을 자동으로 맞춘 뒤 다시 읽어 주세요.",
        "The two phones' clocks are more than a minute apart. Set the time automatically, then scan again.";
    VerdictOver: "만료된 조합원증이에요", "This card has expired";
    VerdictOverHelp: "상대방의 휴대폰이 인터넷에 연결되면 새로 받아요.", "The person gets a new one once that phone is connected.";
    VerdictLeft: "지금은 조합원이 아니에요", "Not a member any more";
    VerdictLeftHelp: "서명은 맞지만, 이 수첩의 명부에는 없거나 탈퇴한 곳이에요. 마지막 동기화 뒤에 바뀌었을 수도 있으니 조합 사무국에 확인하세요.",
        "The signature is right, but the directory does not have the company or it has left. Ask the co-op's office.";
    VerdictForged: "위조된 조합원증이에요", "This card is forged";
    VerdictForgedHelp: "조합의 서명이 아니에요. 믿지 마세요.", "It is not signed by the co-op. Don't trust it.";
    VerdictForeign: "다른 조합의 조합원증이에요", "Another co-op's card";
    VerdictForeignHelp: "우리 조합이 내준 것이 아니어서 이 앱으로는 확인할 수 없어요.", "It is not ours, so this app can't check it.";
    VerdictUnknownKey: "아직 확인할 수 없어요", "Can't be checked yet";
    VerdictUnknownKeyHelp: "이 앱이 모르는 서명이에요. 조합이 서명을 바꿨거나 위조된 것이니, 인터넷에 연결한 뒤 다시 읽어 주세요.",
        "The signature is unknown here: the co-op has a new one, or it is forged. Connect, then scan again.";
    VerdictNewer: "앱을 업데이트해 주세요", "Please update the app";
    VerdictNewerHelp: "이 앱보다 새로운 조합원증이에요.", "This card is newer than the app.";
    VerdictDamaged: "조합원증을 읽지 못했어요", "The card could not be read";
    VerdictDamagedHelp: "QR이 잘렸거나 조합원증이 아니에요. 다시 읽어 주세요.", "The code is cut off or is no card. Scan it again.";
    VerdictOpen: "회사 보기", "See the company";

    // Map
    MapLabel: "조합원사 지도", "Map of member companies";
    MapCredit: "© 국토지리정보원", "© NGII Korea";
    MapCluster: "조합원사 {}곳", "{} companies";
    MapMissing: "위치를 모르는 {}곳은 지도에 없어요", "{} companies without a known place are not on the map";
    MapEmpty: "지도에 표시할 회사가 없어요", "No company to show on the map";
    MapEmptyHelp: "명부에 주소가 있는 회사가 지도에 나타나요.", "Companies with an address in the roster appear here.";
    MapNoPlace: "위치를 몰라 지도에 표시하지 못했어요.", "Its place is not known, so it is not on the map.";
    MapNoBase: "바탕 지도를 불러오지 못했어요.", "The base map could not be loaded.";
    OnlineMap: "온라인 지도", "Online map";
    OnlineMapAbout: "길과 건물이 보이는 지도를 {}에서 받아 와요. 그곳은 이 기기의 인터넷 주소와, 지금 지도에서 어느 지역을 보는지 알게 돼요. 내 위치와 조합원사 정보는 보내지 않아요.",
        "A map with streets and buildings comes from {}. It learns this device's internet address and which area you are looking at. Your position and members' data are not sent.";
    OnlineMapOn: "온라인 지도 켜기", "Turn on the online map";
    OnlineMapOff: "켜지 않기", "Leave it off";
    OnlineMapFails: "온라인 지도를 받아 오지 못했어요.", "The online map could not be loaded.";
    ShowOnMap: "지도에서 보기", "Show on map";
    Nearer: "확대", "Zoom in";
    Farther: "축소", "Zoom out";
    Here: "내 위치", "My location";
    HereAsking: "찾는 중…", "Locating…";
    HereRefused: "위치 권한을 허용하지 않으셨어요. 지도는 그대로 쓸 수 있어요. 마음이 바뀌면 휴대폰 설정에서 허용해 주세요.",
        "You have not allowed it. The map works all the same; you can allow it in the phone's settings.";
    HereNever: "이 기기에는 위치 기능이 없어요. 지도는 그대로 쓸 수 있어요.", "This device has no location. The map works all the same.";
    HereUnknown: "지금은 위치를 알 수 없어요. 휴대폰의 위치 기능이 켜져 있는지 보고 다시 눌러 주세요.",
        "Your location is not known now. Check that it is switched on, then try again.";
    SheetCompany: "선택한 회사", "Chosen company";
    SheetMark: "이 근처 {}곳", "{} companies here";
    SheetMarkWaiting: "이 근처", "Here";
    SheetNear: "내 위치에서 가까운 곳", "Nearest to me";
    SheetNowhere: "내 위치를 표시하지 않았어요", "Your location is not shown";
    RoughTown: "주소가 있는 읍·면·동의 가운데를 표시했어요.", "Shown in the middle of its town.";
    RoughDistrict: "주소가 있는 시·군·구의 가운데를 표시했어요.", "Shown in the middle of its city or county.";
    RoughProvince: "주소가 있는 시·도의 가운데를 표시했어요.", "Shown in the middle of its province.";
    About: "약 {}", "about {}";

    // Company card
    BusinessCard: "명함", "Business card";
    BusinessCardHow: "다른 휴대폰의 카메라로 찍으면 연락처에 저장할 수 있어요.", "Another phone's camera can save this as a contact.";
    CardTitle: "조합원사", "Company";
    Call: "전화", "Call";
    Message: "문자", "Message";
    Directions: "길찾기", "Directions";
    GroupContact: "연락처", "Contact";
    GroupPeople: "대표자·임원", "People";
    GroupAddress: "주소", "Address";
    GroupCoop: "조합 정보", "Membership";
    NumberOf: "제{}호", "No. {}";
    ExtensionOf: "내선 {}", "ext. {}";
    OfficeOf: "제{}대 {}", "Term {}: {}";
    ValidUntil: "{}까지", "until {}";
    Expired: "기간 지남", "Expired";
    StatusActive: "정상", "Active";
    StatusWithdrawn: "탈퇴", "Withdrawn";
    StatusExpelled: "제명", "Expelled";
    AddFavourite: "즐겨찾기에 넣기", "Add to favourites";
    RemoveFavourite: "즐겨찾기에서 빼기", "Remove from favourites";
    MemoTitle: "나만 보는 메모", "My private memo";
    MemoHint: "이 회사에 대해 기억할 것을 적어 두세요", "Anything to remember about this company";
    MemoSave: "저장", "Save";
    MemoSaving: "저장하는 중…", "Saving…";
    MemoSaved: "저장했어요", "Saved";
    MemoPending: "보내기 대기 · 인터넷에 연결되면 보내요", "Waiting to be sent · goes out once connected";
    MemoUnsaved: "아직 저장하지 않았어요", "Not saved yet";
    MemoPrivate: "다른 사람에게 보이지 않아요", "Nobody else sees this";
    MemberGone: "조합원사를 찾을 수 없어요", "Company not found";
    MemberGoneHelp: "탈퇴했거나 명부에서 빠진 회사예요.", "It has left the co-op or the roster.";

    // People
    Heads: "역대 이사장", "Chairmen so far";
    FoundPeople: "조합 직원 · 임원", "Co-op staff and officers";
    FoundPeopleToo: "직원 · 임원 {}명 보기", "{} of the co-op's people";
    FieldDuties: "담당업무", "Duties";
    FieldExtension: "내선", "Extension";
    ByProduct: "품목별", "By product";
    ByBranch: "지회별", "By branch";
    OfficersEmpty: "등록된 임원이 없어요", "No officers yet";
    StaffEmpty: "등록된 조합직원이 없어요", "No staff yet";
    PeopleEmptyHelp: "조합에서 명부에 올리면 여기에 나타나요.", "They appear here once the co-op has added them.";
    TermOf: "제{}대", "Term {}";
    Term: "{} ~ {}", "{} – {}";
    OtherDepartment: "부서 미지정", "No department";

    // Me
    Me: "나", "Me";
    RoleMember: "조합원", "Member";
    RoleStaff: "조합직원", "Co-op staff";
    NotLoggedIn: "로그인하지 않았어요", "Not logged in";
    LetterSize: "글자 크기", "Text size";
    Colours: "화면 색", "Colours";
    ThemeSystem: "휴대폰 설정", "As the phone";
    ThemeLight: "밝게", "Light";
    ThemeDark: "어둡게", "Dark";
    Contrast: "고대비", "High contrast";
    ContrastHelp: "글자와 선을 더 진하게 보여 드려요", "Darker letters and lines";
    LanguageSetting: "언어", "Language";
    LanguageKorean: "한국어", "한국어";
    LanguageEnglish: "English", "English";
    SyncSection: "동기화", "Sync";
    LostTitle: "반영되지 않은 내용", "Not taken";
    LostHelp: "먼저 도착한 내용을 남겨 두었어요. 내가 쓴 내용이 필요하면 회사 화면에서 다시 적어 주세요.",
        "What arrived first was kept. If you need yours, enter it again on the company's screen.";
    LostYours: "내가 쓴 내용", "Yours";
    LostTheirs: "남아 있는 내용", "Kept";
    LostNothing: "(비어 있음)", "(empty)";
    LostWithCache: "이 기기에 받아 둔 내용이 손상되어, 아직 보내지 못한 메모나 즐겨찾기가 사라졌을 수 있어요. 다시 한번 확인해 주세요.",
        "What this device had stored was damaged. Notes or favourites that had not been sent may be lost: please check them.";
    FavouriteOn: "즐겨찾기에 있음", "In favourites";
    FavouriteOff: "즐겨찾기에 없음", "Not in favourites";
    LostDismiss: "확인", "OK";
    LostOpen: "회사 보기", "Open company";
    Logout: "로그아웃", "Log out";
    LogoutAsk: "로그아웃할까요?", "Log out?";
    LogoutWhat: "이 기기에 받아 둔 조합원사 정보를 모두 지워요. 다시 로그인하면 새로 받아요.",
        "Everything received on this device is erased. It is received again when you log in.";
    LogoutPending: "아직 보내지 못한 변경 {}건도 함께 사라져요.", "{} changes that were not sent yet are lost too.";
    LoggingOut: "로그아웃하는 중…", "Logging out…";
    AppInfo: "앱 정보", "About";
    Version: "버전", "Version";
    Credits: "행정구역·위치 자료 © 국토지리정보원", "Places © National Geographic Information Institute of Korea";
    NotFoundTitle: "없는 화면이에요", "No such screen";
    GoHome: "홈으로", "Go home";
    LinkFailed: "열지 못했어요. 이 기기에 맞는 앱이 있는지 확인해 주세요.", "Could not open it. Is there an app for it on this device?";

    // Access notice
    NoticeTitle: "접근권한 안내", "Access rights";
    NoticeIntro: "고객님의 편리한 한국전기공업협동조합 e수첩 이용을 위해 아래 접근권한 허용이 필요합니다.",
        "For your convenience the handbook asks for the rights below when you use them.";
    NoticeFoot: "위 접근권한은 고객님의 더 나은 서비스 제공을 위해 사용됩니다. 허용에 동의하지 않으셔도 한국전기공업협동조합 e수첩 서비스를 이용하실 수 있습니다.",
        "These rights serve to give you a better service. You can use the handbook without granting them.";
    RightOptional: "선택", "optional";
    RightsLater: "기능을 켤 때 여쭤보는 권한", "Asked when you switch it on";
    Confirm: "확인", "OK";

    // Account
    AccountTitle: "정보 수정", "Edit my account";
    AccountMine: "내 계정", "My account";
    AccountMineWhat: "본인인증, 비밀번호, 로그인한 기기", "Verification, password, devices";
    AccountWho: "내 정보", "About me";
    VerifiedLabel: "본인인증", "Identity";
    VerifiedDone: "인증완료", "Verified";
    VerifiedAgain: "재인증", "Verify again";
    Change: "변경", "Change";
    MobileChange: "휴대폰 번호 변경", "Change mobile number";
    MobileChangeHow: "새 번호로 본인인증을 하면 이 계정의 번호가 바뀌어요. 명부에 실린 번호는 조합 사무국에서 바꿔요.",
        "Verify with your new number to change it for this account. The office changes the number in the roster.";
    MobileChanged: "휴대폰 번호를 바꿨어요. 번호로 로그인하셨다면 다음부터 새 번호를 아이디로 써 주세요.",
        "Your number is changed. If you logged in with the old one, use the new one from now on.";
    Devices: "로그인한 기기", "Devices";
    DevicesWhat: "어디에서 로그인했는지 보고 로그아웃할 수 있어요", "See where you are logged in, and log out there";
    DevicesHelp: "모르는 기기가 있으면 로그아웃하고 비밀번호를 바꿔 주세요.", "If you don't know a device, log it out and change your password.";
    DeviceThis: "이 기기", "this device";
    DeviceTimes: "마지막 사용 {} · 로그인 {}", "Last used {} · logged in {}";
    DeviceEnded: "그 기기에서 로그아웃했어요.", "That device is logged out.";
    PasswordTitle: "비밀번호 변경", "Change password";
    PasswordCurrent: "기본 비밀번호 입력", "Present password";
    PasswordCurrentMissing: "지금 쓰는 비밀번호를 입력해 주세요.", "Enter your present password.";
    PasswordCurrentWrong: "지금 쓰는 비밀번호가 맞지 않아요.", "That is not your present password.";
    PasswordNew: "변경 비밀번호 입력", "New password";
    PasswordAgain: "비밀번호 확인", "New password again";
    PasswordRules: "비밀번호 규칙", "Password rule";
    PasswordsDiffer: "두 비밀번호가 서로 달라요.", "The two are not the same.";
    PasswordRefused: "쓸 수 없는 비밀번호예요. 전화번호나 생년월일, 전에 쓰던 비밀번호가 아닌 것으로 정해 주세요.",
        "That can't be used. Choose one without your number, birth date or former password.";
    PasswordEncrypted: "등록하신 비밀번호는 암호화되어 관리자도 알 수 없습니다.", "Your password is encrypted; not even the office knows it.";
    PasswordChanged: "비밀번호를 변경했어요. 새 비밀번호로 로그인해 주세요.", "Your password is changed. Log in with the new one.";
    PasswordReset: "새 비밀번호를 정했어요. 새 비밀번호로 로그인해 주세요.", "Your new password is set. Log in with it.";
    RuleLength: "8자 이상", "8 characters or more";
    RuleUpper: "대문자 1개 이상", "A capital letter";
    RuleDigit: "숫자 1개 이상", "A digit";
    RuleSpecial: "특수문자 1개 이상", "A special character";
    RuleTypable: "쓸 수 없는 문자가 있거나 너무 길어요.", "It is too long or has characters that can't be used.";
    RuleNotFirst: "기본 비밀번호는 다시 쓸 수 없어요.", "The first password can't be used again.";
    RuleNotPersonal: "휴대폰 번호나 생년월일은 넣을 수 없어요.", "It must not hold your number or birth date.";
    RuleMet: "맞아요", "met";
    RuleUnmet: "아직이에요", "not yet";
    Events: "최근 활동", "Recent activity";
    EventNewDevice: "새 기기에서 로그인", "Login on a new device";
    EventVerified: "본인인증", "Identity verified";
    EventPasswordChanged: "비밀번호 변경", "Password changed";
    EventPasswordReset: "비밀번호 다시 정함", "Password set anew";
    EventInvited: "사무국에서 초대 코드 발급", "Invitation from the office";
    EventVouched: "사무국에서 본인 확인", "Confirmed by the office";
    EventMobileChanged: "휴대폰 번호 변경", "Mobile number changed";
    EventSecondFactorSet: "인증 앱 등록", "Authenticator set up";
    EventSecondFactorRemoved: "인증 앱 해제", "Authenticator removed";
    EventTokenTheft: "수상한 접속을 막음", "Suspicious access blocked";
    EventSuspended: "계정 정지", "Account suspended";
    EventRestored: "계정 정지 해제", "Account restored";
    EventEmailChanged: "이메일 변경", "E-mail changed";
    EventSocialLinked: "소셜로그인 연결", "Social login linked";
    EventSocialUnlinked: "소셜로그인 연결 끊음", "Social login unlinked";
    EventOther: "계정 변경", "Account changed";

    // 발신자 표시
    CallerId: "발신자 표시", "Caller ID";
    CallerIdUse: "전화가 올 때 조합원 이름 보기", "Show which member is calling";
    CallerIdHow: "연락처에 없는 번호로 조합원이 전화하면 회사와 대표 이름을 보여 드려요. 번호는 이 기기에만 있어요.",
        "The company and its head, when a member calls from a number that is not among your contacts. The numbers stay on this device.";
    CallerIdNotAllowed: "아직 휴대폰에서 허용하지 않았어요. ‘허용하기’를 누르고 휴대폰의 안내에서 e수첩을 켜 주세요.",
        "The phone does not allow it yet. Tap Allow and turn this app on where the phone asks.";
    CallerIdAllow: "허용하기", "Allow";

    // Lock
    Lock: "앱 잠금", "App lock";
    LockUse: "열 때 본인 확인", "Ask when the app is opened";
    LockHow: "지문, 얼굴 또는 이 기기의 비밀번호로 열어요. 1분 넘게 자리를 비우면 다시 잠겨요.",
        "Opens by finger, face or this device's own PIN. It locks again after a minute away.";
    LockNotShown: "본인임을 확인하지 못했어요.", "That was not confirmed.";
    Locked: "e수첩이 잠겨 있어요", "The handbook is locked";
    LockedHow: "지문, 얼굴 또는 이 기기의 비밀번호로 열어 주세요.", "Open it by finger, face or this device's own PIN.";
    Unlock: "잠금 풀기", "Unlock";

    // Picture, e-mail, social login, withdrawal
    Picture: "프로필 사진", "Profile picture";
    PictureWho: "조합원과 조합직원에게 보여요.", "Members and staff see it.";
    PictureTake: "사진 찍기", "Take one";
    PictureChoose: "앨범에서 고르기", "Choose one";
    PictureRemove: "사진 지우기", "Remove";
    PictureSaving: "올리는 중…", "Sending…";
    PictureSet: "사진을 바꿨어요.", "Your picture is changed.";
    PictureRemoved: "사진을 지웠어요.", "Your picture is removed.";
    PictureUnreadable: "이 사진은 쓸 수 없어요. 다른 사진을 골라 주세요.", "That picture can't be used. Choose another one.";
    PictureOf: "{}님의 사진", "Picture of {}";
    EmailNone: "등록하지 않았어요", "None";
    EmailTitle: "이메일 변경", "Change e-mail";
    EmailHow: "확인 번호를 받을 수 있는 주소를 입력해 주세요. 계정에 중요한 일이 생기면 이 주소로 알려 드려요.",
        "Enter an address at which you can receive a code. We tell you there when something important happens to your account.";
    EmailWrong: "이메일 주소를 확인해 주세요. 예: name@example.com", "Check the address. Example: name@example.com";
    EmailSend: "확인 번호 보내기", "Send a code";
    EmailSending: "보내는 중…", "Sending…";
    EmailSent: "{} 주소로 번호 6자리를 보냈어요. 10분 안에 입력해 주세요.", "A code was sent to {}. Enter it within 10 minutes.";
    EmailCode: "확인 번호", "Code";
    EmailCodeHint: "메일이 보이지 않으면 스팸함도 확인해 주세요.", "Look into the spam folder too.";
    EmailAgain: "다시 보내기", "Send again";
    EmailDone: "이메일을 등록했어요.", "Your e-mail address is set.";
    EmailRemove: "이메일 지우기", "Remove e-mail";
    EmailRemoved: "이메일을 지웠어요.", "Your e-mail address is removed.";
    Social: "소셜로그인", "Social login";
    SocialWhat: "연결해 두면 다음부터 이 계정으로 로그인할 수 있어요.", "Once linked, you can log in with it.";
    SocialKakao: "카카오", "Kakao";
    SocialNaver: "네이버", "Naver";
    SocialGoogle: "Google", "Google";
    SocialApple: "Apple", "Apple";
    SocialLink: "연결", "Link";
    SocialUnlink: "연결 끊기", "Unlink";
    SocialOn: "연결됨", "Linked";
    SocialOff: "연결하지 않음", "Not linked";
    SocialLogin: "{}로 로그인", "Log in with {}";
    SocialWaiting: "브라우저에서 {} 로그인을 마쳐 주세요", "Finish logging in to {} in the browser";
    SocialWaitingHow: "마치면 앱으로 저절로 돌아와요. 돌아오지 않으면 브라우저에 보이는 확인 번호를 입력해 주세요.",
        "You then come back by yourself. If not, enter the code that the browser shows.";
    SocialCode: "확인 번호", "Code";
    SocialCodeHint: "브라우저에 보이는 영문과 숫자 8자리", "Eight letters and digits";
    SocialCodeMissing: "확인 번호 8자리를 입력해 주세요.", "Enter all eight.";
    SocialCodeWrong: "번호가 맞지 않아요. 브라우저에 보이는 번호를 다시 확인해 주세요.", "That is not right. Look at the browser again.";
    SocialStop: "그만두기", "Stop";
    SocialDone: "연결했어요. 다음부터 {} 계정으로 로그인할 수 있어요.", "Linked. You can log in with {} from now on.";
    SocialUnlinked: "연결을 끊었어요.", "Unlinked.";
    SocialRefused: "로그인이 취소됐어요.", "It was cancelled.";
    SocialRefusedAdvice: "다시 시도하거나 휴대폰 번호와 비밀번호로 로그인해 주세요.", "Try again, or log in with your number and password.";
    SocialNotLinked: "연결된 e수첩 계정이 없어요.", "No account is linked with it.";
    SocialNotLinkedAdvice: "먼저 휴대폰 번호와 비밀번호로 로그인한 뒤, 내 계정에서 연결해 주세요.",
        "Log in with your number and password first, then link it in your account.";
    SocialTaken: "다른 e수첩 계정에 연결되어 있어요.", "It is linked with another account.";
    SocialTakenAdvice: "그 계정에서 연결을 끊은 뒤 다시 연결해 주세요.", "Unlink it there, then try again.";
    SocialLocked: "사용이 중지된 계정이에요.", "The account is suspended.";
    SocialLockedAdvice: "조합 사무국에 문의해 주세요.", "Ask the co-op's office.";
    SocialExpired: "시간이 지났어요.", "Time ran out.";
    SocialExpiredAdvice: "처음부터 다시 해 주세요.", "Start over.";
    SocialUnavailable: "지금은 연결할 수 없어요.", "It can't be reached now.";
    SocialUnavailableAdvice: "잠시 뒤에 다시 시도해 주세요.", "Try again in a while.";
    Withdraw: "서비스 탈퇴", "Leave the service";
    WithdrawCoop: "e수첩 서비스만 탈퇴해요. 조합에서 탈퇴하려면 조합 사무국에 문의해 주세요.",
        "You leave the handbook only. To leave the co-op, ask its office.";
    WithdrawGone: "지워지는 것", "What is erased";
    WithdrawGoneWhat: "프로필 사진, 이메일, 소셜로그인 연결, 즐겨찾기와 메모, 본인인증 정보, 로그인한 기기와 활동 기록, 이 기기에 받아 둔 정보",
        "Picture, e-mail, social logins, favourites and notes, identity, devices and activity, and everything on this device";
    WithdrawKept: "남는 것", "What is kept";
    WithdrawKeptWhat: "조합 명부에 실린 회사 정보는 조합이 관리해서 그대로 남아요. 약관 동의 기록은 법에서 정한 기간 동안 보관해요.",
        "What the roster says of your company is the co-op's. Records of consent are kept as long as the law asks.";
    WithdrawUnderstood: "위 내용을 확인했어요", "I have read this";
    WithdrawTick: "내용을 확인하고 표시해 주세요.", "Tick the box first.";
    WithdrawNow: "탈퇴하기", "Leave";
    WithdrawBusy: "탈퇴하는 중…", "Leaving…";
    WithdrawDone: "탈퇴했어요. 그동안 이용해 주셔서 고맙습니다.", "You have left. Thank you for having been here.";

    // 우리 회사 정보 · 변경 신청
    OwnCompany: "우리 회사 정보", "My company";
    OwnCompanyWhat: "정보 고치기, 공개 범위", "Correct it, choose who sees it";
    OwnCompanyHelp: "명부에 실린 우리 회사 정보예요. 고칠 내용을 신청하면 조합에서 확인하고 반영해요.", "What the roster says of your company. Ask for a change and the co-op decides.";
    OwnCompanyFields: "회사 정보", "Company";
    OwnCompanyFixed: "조합에서 관리하는 정보", "Kept by the co-op";
    OwnCompanyFixedHelp: "이 정보는 조합 사무국에서 고쳐요.", "The co-op's office changes these.";
    OwnMobileElsewhere: "로그인하는 내 휴대폰 번호는 내 계정에서 바꿔요", "Your own login number is changed in your account";
    OwnCompanyNone: "등록된 회사가 없어요", "You belong to no company";
    OwnCompanyNoneHelp: "조합원사에 속한 계정에서 쓸 수 있어요.", "This is for people of member companies.";
    OwnCompanyNotYet: "회사 정보를 아직 받지 못했어요", "Your company has not come yet";
    OwnCompanyNotYetHelp: "인터넷에 연결되면 받아 와요.", "It comes as soon as there is a connection.";
    OwnCard: "우리 회사예요", "This is your company";
    OwnCardHelp: "정보 고치기 · 공개 범위 정하기", "Correct it, choose who sees it";
    FieldPostalCode: "우편번호", "Postal code";
    CorrectCompany: "정보 고치기", "Correct the information";
    CorrectGoOn: "고치던 내용 이어서 고치기", "Go on with your changes";
    CorrectHow: "바꿀 항목만 고쳐 주세요. 비우면 명부에서 빼 달라는 신청이 돼요.", "Change only what is wrong. An empty field asks to be taken out.";
    DraftLeft: "보내지 않은 내용이 남아 있어요.", "Something is left that you have not sent.";
    DraftDrop: "지우고 처음부터", "Drop it";
    PhoneHint: "예: 031-555-0100~2, 내선 12", "Such as 031-555-0100~2";
    PapersHint: "사업자등록증 확인이 필요할 수 있어요.", "The co-op may ask for papers.";
    ProductsHint: "쉼표로 나누어 적어 주세요.", "Separate them with commas.";
    FaultPhone: "전화번호를 지역번호부터 입력해 주세요.", "Enter the number with its area code.";
    FaultMobile: "휴대폰 번호를 확인해 주세요. 예: 010-0000-0000", "Check the mobile number.";
    FaultHomepage: "홈페이지 주소를 확인해 주세요.", "Check the web address.";
    FaultPostalCode: "우편번호는 숫자 다섯 자리예요.", "A postal code has five digits.";
    FaultEmpty: "회사명을 입력해 주세요.", "Enter the name.";
    FaultTooLong: "너무 길어요. 줄여서 적어 주세요.", "That is too long.";
    FaultTooMany: "너무 많아요. 중요한 것만 적어 주세요.", "Those are too many.";
    FaultFormula: "맨 앞의 기호(=, +, @)를 빼 주세요.", "Leave out the sign at the front.";
    Next: "다음", "Next";
    ChangeNothing: "바뀐 내용이 없어요.", "Nothing has changed.";
    ChangeCheck: "이렇게 바꿔 달라고 신청해요", "You ask for this";
    ChangeWas: "바꾸기 전", "Before";
    ChangeWanted: "신청한 값", "Asked for";
    ChangeNote: "조합에 전할 말", "A word to the co-op";
    ChangeNoteHint: "적지 않아도 돼요.", "If you like.";
    ChangeSend: "신청 보내기", "Send";
    ChangeAgain: "다시 고치기", "Change it again";
    ChangeSent: "변경 신청을 보냈어요.", "Your request was sent.";
    ChangeWillBeSent: "연결되면 변경 신청을 보내요.", "It is sent as soon as there is a connection.";
    Changes: "신청 내역", "Requests";
    ChangesWaiting: "기다리는 신청 {}건", "{} waiting";
    ChangesNone: "보낸 신청이 없어요", "No requests";
    ChangesNoneHelp: "정보 고치기에서 신청하면 여기에서 결과를 볼 수 있어요.", "What becomes of a request is shown here.";
    ChangeTitle: "변경 신청", "Request";
    ChangeToSend: "보낼 예정", "To be sent";
    ChangeWhenConnected: "연결되면 보내요", "Sent as soon as there is a connection";
    ChangeWaiting: "보냄", "Sent";
    ChangeApproved: "승인", "Approved";
    ChangePartly: "일부 승인", "Partly approved";
    ChangeRejected: "반려", "Turned down";
    ChangeSuperseded: "그사이 바뀜", "Changed meanwhile";
    ChangeCancelled: "취소함", "Cancelled";
    ChangeCancelling: "취소할 예정", "To be cancelled";
    ChangeSentAt: "{} 보냄 · 조합에서 확인하고 있어요", "Sent {}, the co-op is looking at it";
    ChangeDecidedAt: "{} 처리됨", "Decided {}";
    ChangeSentNow: "조합에서 확인하고 있어요", "The co-op is looking at it";
    ChangeReason: "까닭: {}", "Why: {}";
    ChangeNowIs: "신청하는 사이에 다른 값으로 바뀌었어요. 지금 값: {}", "It became something else meanwhile: {}";
    ChangeRedo: "다시 신청", "Ask again";
    ChangeCancel: "신청 취소", "Cancel the request";
    ChangeCancelAsk: "신청을 취소할까요?", "Cancel the request?";
    ChangeCancelHelp: "조합이 아직 결정하지 않은 항목만 취소돼요.", "Only what the co-op has not decided yet is cancelled.";
    ChangeKeep: "그대로 두기", "Keep it";
    ChangeTakenBack: "신청을 취소했어요.", "The request was cancelled.";
    ChangeDecidedFirst: "조합에서 먼저 처리했어요", "The co-op decided first";
    ChangeAsked: "신청한 값: {}", "Asked for: {}";
    Audience: "공개 범위", "Who sees it";
    AudienceOf: "{} 공개 범위", "Who sees: {}";
    AudienceEveryone: "조합원 모두", "All members";
    AudienceStaff: "조합 직원만", "Staff only";
    AudienceNobody: "비공개", "Nobody";
    AudienceHelp: "바로 적용돼요. 비공개로 하면 우리 회사 사람만 볼 수 있어요.", "It holds at once. Nobody means your own people alone.";
    AudiencePending: "(연결되면 적용돼요)", "(once there is a connection)";
    SeenBy: "공개 범위: {}", "Seen by: {}";

    // 첨부 파일
    Files: "첨부 파일", "Files";
    Pictures: "사진", "Pictures";
    FilePicture: "사진", "Picture";
    FileVideo: "영상", "Video";
    FilePdf: "PDF", "PDF";
    FileDocument: "문서", "Document";
    FileSheet: "표", "Spreadsheet";
    FileSlides: "발표 자료", "Slides";
    FileArchive: "압축 파일", "Archive";
    FileOther: "파일", "File";
    FileAbsent: "{} · 누르면 받아요", "{} · touch to fetch";
    FilePart: "{} · 받다 말았어요. 누르면 이어서 받아요", "{} · a part is here, touch to go on";
    FileLoading: "{}% 받는 중 · {} · 누르면 멈춰요", "{}% of {} · touch to stop";
    FileHere: "{} · 이 기기에 있어요", "{} · on this device";
    FileKept: "{} · 이 기기에 보관 중이에요", "{} · kept on this device";
    FileGone: "파일이 지워졌어요. 조합 사무국에 문의해 주세요.", "The file was removed. Ask the co-op's office.";
    FileWrong: "받은 파일이 원본과 달라서 열지 않고 지웠어요. 누르면 다시 받아요.", "What came was not the file, so it was deleted unopened. Touch to fetch it again.";
    FileFailed: "다 받지 못했어요. {} 누르면 이어서 받아요.", "Not all of it came. {} Touch to go on.";
    FileOpen: "다른 앱으로 열기", "Open with another app";
    FileNoApp: "이 파일을 열 앱을 찾지 못했어요.", "No app opens this file.";
    FileSave: "다운로드에 저장", "Save to downloads";
    FileKeep: "이 기기에 보관", "Keep on this device";
    FileLetGo: "보관 그만하기", "Keep no longer";
    FileKeepNote: "보관한 파일은 저장 공간이 모자라도 지워지지 않아요.", "Kept files stay whatever the space.";
    VideoNotHere: "이 기기에서는 여기서 재생되지 않아요. 다른 앱으로 열어 주세요.", "It does not play here on this device. Open it with another app.";
    FileLarge: "큰 파일이에요", "A large file";
    FileLargeYes: "지금 받기", "Fetch it now";
    FileLargeNote: "{}예요. Wi-Fi가 아니면 데이터 요금이 나올 수 있어요.", "{}. Without Wi-Fi it may cost you.";
    Viewer: "사진 보기", "Picture";
    ViewerOpen: "사진 크게 보기 {}", "Show the picture large {}";
    ViewerPlace: "{} / {} · {}", "{} / {} · {}";
    ViewerBefore: "이전 사진", "Picture before";
    ViewerNext: "다음 사진", "Next picture";
    ViewerNearer: "확대", "Nearer";
    ViewerFarther: "축소", "Farther";
    ViewerMore: "저장, 보관, 다른 앱으로 열기", "Save, keep, open with another app";
    PickFiles: "사진·파일 붙이기", "Attach pictures and files";
    PickLimits: "사진 30MB, 문서 100MB, 영상 300MB까지, 모두 20개까지 붙일 수 있어요. 사진은 알맞은 크기로 줄이고 찍은 곳은 지워서 올려요.", "Up to 30 MB a picture, 100 MB a document, 300 MB a video, 20 in all. Pictures are made smaller, and where they were taken is removed.";
    PickPictureLarge: "‘{}’ 사진이 너무 커요. {}MB까지 올릴 수 있어요.", "The picture ‘{}’ is too large: {} MB at most.";
    PickVideoLarge: "‘{}’ 영상이 너무 커요. {}MB까지 올릴 수 있으니 짧게 자르거나 화질을 낮춰 주세요.", "The video ‘{}’ is too large: {} MB at most. Cut it, or lower its quality.";
    PickDocumentLarge: "‘{}’ 파일이 너무 커요. {}MB까지 올릴 수 있어요.", "The file ‘{}’ is too large: {} MB at most.";
    PickTooMany: "한 번에 20개까지 올릴 수 있어요. 올라간 뒤에 더 붙여 주세요.", "20 files at a time: attach more once these are sent.";
    PickTaking: "{}% 준비하는 중 · {}", "{}% of {} made ready";
    PickSending: "{}% 올리는 중 · {}", "{}% of {} sent";
    PickWaiting: "{} · 아직 올리지 못했어요. 누르면 이어서 올려요.", "{} · not sent yet";
    PickBroken: "앱이 닫혀서 다 담지 못했어요. 지우고 다시 골라 주세요.", "The app was closed before it was taken up. Remove it and pick it again.";
    PickAgain: "이어서 올리기", "Go on";
    PickDrop: "올리지 않기", "Do not send";
    AttachedShow: "글 속에 넣기", "Show in the text";
    AttachedFull: "첨부는 20개까지예요.", "20 files at most.";
    AttachedRemove: "{} 떼기", "Take {} off";
    WritePicksWait: "아직 올라가지 않은 파일이 있어요. 다 올리거나 빼고 나서 보내 주세요.", "Some files are not sent yet. Send or remove them first.";
    ShelfTitle: "저장 공간", "Storage";
    ShelfFiles: "받아 둔 첨부 파일", "Files on this device";
    ShelfUsed: "{} 사용 중 · {}까지", "{} used of {}";
    ShelfBudget: "저장 공간 한도", "Limit";
    ShelfBudgetNote: "넘으면 오래 안 본 파일부터 지워요. 보관한 파일은 지우지 않고, 한도에도 넣지 않아요.", "Beyond it, what was not looked at for the longest goes. Kept files stay and do not count.";
    ShelfWifi: "큰 파일은 Wi-Fi에서만", "Large files by Wi-Fi alone";
    ShelfWifiOn: "10MB가 넘는 파일은 Wi-Fi인지 알 수 없거나 아니면 받기 전에 물어봐요.", "Of 10 MB or more it asks first, unless the system says that this is Wi-Fi.";
    ShelfWifiOff: "묻지 않고 받아요.", "Fetches without asking.";
    ShelfEmpty: "받아 둔 파일이 없어요", "No files here";
    ShelfEmptyHelp: "소식에서 본 사진과 받은 파일이 여기에 모이고, 신호가 없어도 열려요.", "Pictures and files of the news that were opened gather here, and open without a signal.";
    ShelfClear: "받아 둔 파일 모두 지우기", "Delete all files";
    ShelfClearAsk: "모두 지울까요?", "Delete all?";
    ShelfClearNote: "보관한 파일도 지워져요. 필요하면 다시 받을 수 있어요.", "Kept ones too. They can be fetched again.";
    ShelfCleared: "받아 둔 파일을 모두 지웠어요.", "All files were deleted.";

    // 회원가입 · 아이디 · 비밀번호 찾기
    SignUp: "회원가입", "Sign up";
    SignUpIntro: "조합원사에 속한 분이면 신청할 수 있어요. 본인인증을 하고 신청하면 조합 사무국에서 확인해 드려요.",
        "Anybody of a member company can apply. Verify who you are; the co-op's office then decides.";
    CompanyHint: "회사 이름을 두 글자 이상 입력하고 골라 주세요.", "Type two letters of the name and choose.";
    CompanyMissing: "목록에서 회사를 골라 주세요.", "Choose a company from the list.";
    CompanyPicked: "선택한 회사예요", "Chosen";
    Position: "직책", "Position";
    PositionHint: "예: 대표, 이사, 과장", "Such as director";
    PositionMissing: "직책을 입력해 주세요.", "Enter your position.";
    SignUpSend: "가입 신청", "Apply";
    SignUpWaiting: "사무국에서 확인하고 있어요", "The office is looking at it";
    SignUpWaitingWhat: "{} 신청했어요. 확인이 끝나면 여기에서 알 수 있어요.", "Sent {}. You will see here when it is decided.";
    SignUpApproved: "가입이 승인됐어요", "You are in";
    SignUpApprovedWhat: "인증한 휴대폰 번호와 신청할 때 정한 비밀번호로 로그인해 주세요.", "Log in with your verified number and the password you chose.";
    SignUpRejected: "가입 신청이 거절됐어요", "It was turned down";
    SignUpForget: "이 신청 지우고 새로 하기", "Forget it and apply anew";
    FindTitle: "아이디 · 비밀번호 찾기", "Find ID or password";
    FindIntro: "본인인증을 하면 아이디를 알려 드리거나 새 비밀번호를 정할 수 있어요.", "Verify who you are to learn your ID or set a new password.";
    FindLogin: "아이디 찾기", "Find my ID";
    FindLoginWhat: "가입된 아이디를 알려 드려요", "Shows the ID of your account";
    FindPassword: "비밀번호 찾기", "Find my password";
    FindPasswordWhat: "새 비밀번호를 정해요", "Lets you set a new one";
    FoundLogin: "회원님의 아이디예요.", "This is your ID.";
    FoundNone: "인증한 정보로 가입된 계정이 없어요. 회원가입을 하거나 조합 사무국에 문의해 주세요.",
        "There is no account for this person. Sign up, or ask the co-op's office.";

    // 조합소식
    News: "조합소식", "Co-op news";
    NewsAll: "전체", "All";
    NewsSaved: "보관", "Saved";
    NewsFilter: "분류", "Kinds";
    NewsSearch: "제목과 내용에서 찾기", "Search titles and texts";
    NewsEmpty: "아직 소식이 없어요", "No news yet";
    NewsEmptyHelp: "조합에서 소식을 올리면 바로 여기에 보여요.", "When the co-op publishes something, it shows here at once.";
    NewsNoneOf: "이 분류의 소식이 없어요", "Nothing of this kind";
    NewsNoneOfHelp: "다른 분류를 골라 보세요.", "Try another kind.";
    NewsNoneSaved: "보관한 소식이 없어요", "Nothing saved";
    NewsNoneSavedHelp: "소식을 열고 보관을 누르면 여기에 모여요.", "Open a post and touch Save to keep it here.";
    NewsNotFound: "찾는 소식이 없어요", "No post fits";
    NewsNotFoundHelp: "다른 낱말로 찾아 보세요.", "Try other words.";
    NewsOffline: "오프라인이라 아직 소식을 받지 못했어요", "Offline: no news has been received yet";
    NewsOfflineHelp: "연결되면 저절로 받아요.", "It comes by itself once there is a connection.";
    NewsGone: "이 소식은 더 이상 볼 수 없어요", "This post is not there any more";
    NewsGoneHelp: "조합에서 거두었거나 게시 기간이 끝났어요.", "The co-op has withdrawn it, or its time is over.";
    NewsToList: "소식 목록으로", "To the news";
    NewsSeeAll: "모두 보기", "See all";
    KindNotice: "공지", "Notice";
    KindNews: "조합소식", "News";
    KindTender: "입찰·조달", "Tenders";
    KindAssembly: "총회", "Assembly";
    KindEvent: "행사", "Events";
    KindEducation: "교육", "Training";
    KindCondolence: "경조사", "Family news";
    KindLibrary: "자료실", "Library";
    PostPinned: "고정", "Pinned";
    PostMustRead: "필독", "Must read";
    PostUnread: "안 읽음", "Unread";
    PostFiles: "첨부 {}개", "{} files";
    PostEdited: "{} 고침", "Changed {}";
    PostTable: "표", "Table";
    PostSave: "보관", "Save";
    PostSaved: "보관됨", "Saved";
    PostCopy: "복사", "Copy";
    PostLarger: "글자 크게", "Larger text";
    PostSmaller: "글자 처음 크기", "Text as before";
    PostSavedNow: "보관했어요. 소식의 보관에서 볼 수 있어요.", "Saved. You find it under Saved.";

    // 경조사
    OccasionKind: "경조사 종류", "Occasion";
    OccasionBereavement: "부고", "Bereavement";
    OccasionWedding: "결혼", "Wedding";
    OccasionOpening: "개업·이전", "Opening or move";
    OccasionOther: "그 밖의 일", "Something else";
    OccasionDeceased: "고인", "The deceased";
    OccasionWhose: "관계", "Family";
    OccasionWhat: "내용", "Occasion";
    OccasionCompany: "회사", "Company";
    OccasionDied: "별세", "Died";
    OccasionFuneral: "발인", "Funeral";
    OccasionCeremony: "예식", "Ceremony";
    OccasionAt: "일시", "When";
    OccasionMourning: "빈소", "Funeral hall";
    OccasionHall: "예식장", "Wedding hall";
    OccasionPlace: "장소", "Place";
    OccasionBurial: "장지", "Burial";
    OccasionMourners: "상주", "Chief mourners";
    OccasionParents: "혼주", "Parents";
    OccasionContacts: "연락처", "Contacts";
    OccasionGift: "마음 전하실 곳", "Where to send a gift";
    OccasionCopyGift: "계좌 복사", "Copy the account";
    CopyAddress: "주소 복사", "Copy the address";
    CallOf: "{} 전화", "Call: {}";
    MessageOf: "{} 문자", "Message: {}";
    OccasionTitle: "관계·제목 (부친상, 장녀 결혼, 사옥 이전)", "What it is";
    OccasionPerson: "성명·직위", "Name and position";
    OccasionAddress: "주소 (지도에 표시해요)", "Address (shown on the map)";
    OccasionPlacePhone: "장소 전화", "Phone of the place";
    OccasionEnds: "종료 시각을 비우면 위 시각에서 하루 뒤에 저절로 내려가요.", "Without an end it goes a day after the time above.";
    OccasionCompanyHint: "회사 이름으로 찾아 고르세요.", "Search by name and choose.";
    OccasionTyped: "목록에서 고르지 않으면 ‘{}’ 그대로 적어요.", "Unless one is chosen, it says “{}” as typed.";
    OccasionChosen: "회사 카드로 이어져요", "Leads to its card";
    HostRole: "관계 (장남, 혼주)", "Relation";
    HostName: "성명", "Name";
    HostPhone: "전화번호", "Phone number";
    HostAdd: "연락받을 분 더하기", "Add somebody to call";
    HostRemove: "이분 빼기", "Remove";
    OccasionPhoneWrong: "전화번호를 확인해 주세요. 010-0000-0000처럼 적어요.", "Check the phone numbers. Write them like 010-0000-0000.";
    OccasionTitleWrong: "관계·제목을 적어 주세요. 부친상처럼 적어요.", "Enter what it is.";
    OccasionWhoseWrong: "회사나 성명을 적어 주세요.", "Enter a company or a name.";
    OccasionOver: "적은 시각에서 하루가 지났어요. 종료 시각을 적어 주세요.", "That was more than a day ago. Say when the post ends.";

    // 설문·투표
    Poll: "설문·투표", "Poll";
    PollCloses: "마감 {}", "Closes {}";
    PollClosed: "마감됐어요.", "It is closed.";
    PollByPerson: "1인 1표: 한 분이 한 번 투표해요.", "One vote a person.";
    PollByCompany: "1사 1표: 회사에서 먼저 투표하신 한 분의 표로 정해져요.", "One vote a company: the first of its people to vote speaks for it.";
    PollSecret: "무기명: 누가 무엇을 골랐는지 조합도 알 수 없어요.", "Secret: nobody can learn who chose what, not even the co-op.";
    PollOpen: "기명: 누가 무엇을 골랐는지 조합 직원이 볼 수 있어요.", "Open: the co-op's staff can see who chose what.";
    PollAfterClose: "결과는 마감된 뒤에 보여요.", "The result shows once it is closed.";
    PollAfterVote: "투표하면 지금까지의 결과가 보여요.", "Once you have voted you see how it stands.";
    PollNever: "결과는 조합에서 따로 알려 드려요.", "The co-op tells the result by itself.";
    PollMost: "{}개까지 고를 수 있어요.", "Choose up to {}.";
    PollLacking: "이 질문에 답해 주세요.", "Answer this question.";
    Vote: "투표하기", "Vote";
    VoteAsk: "이대로 투표할까요?", "Vote like this?";
    VoteForGood: "투표한 뒤에는 바꿀 수 없어요.", "A vote can't be changed.";
    VoteWaiting: "투표를 보낼 예정이에요. 연결되면 저절로 보내요.", "Your vote waits and is sent once there is a connection.";
    VoteCast: "투표했어요", "You have voted";
    VoteCastAt: "투표했어요 · {}", "You voted · {}";
    VoteLate: "마감된 뒤에 도착해서 투표가 세어지지 않았어요.", "Your vote came after the end and was not counted.";
    VoteRefused: "투표가 세어지지 않았어요. 다시 투표해 주세요.", "Your vote was not counted. Please vote again.";
    VoteBy: "같은 회사의 {} 님이 이미 투표했어요. 1사 1표여서 먼저 온 표가 세어졌어요.", "{} of your company has voted. It is one vote a company, and the first one counts.";
    VoteBySomebody: "같은 회사의 다른 분이 이미 투표했어요. 1사 1표여서 먼저 온 표가 세어졌어요.", "Somebody of your company has voted. It is one vote a company, and the first one counts.";
    VoteByOneself: "다른 계정으로 이미 투표했어요. 한 분이 한 번 투표해요.", "You have voted with another account. It is one vote a person.";
    LostVoteLate: "마감됐거나 이미 투표한 곳이어서 세어지지 않았어요.", "It was closed, or a vote was there already: yours was not counted.";
    LostVoteRefused: "받을 수 없는 투표여서 세어지지 않았어요.", "The vote could not be taken and was not counted.";
    PollTurnoutPeople: "{}명 투표 · 투표할 수 있는 분 {}명", "{} have voted of {} people";
    PollTurnoutCompanies: "{}곳 투표 · 투표할 수 있는 곳 {}곳", "{} have voted of {} companies";
    PollAsOf: "오프라인이라 {}에 받은 내용이에요.", "Offline: as it was {}.";
    PollVotes: "{}표 · {}%", "{} · {}%";
    PollMine: "내 선택", "Mine";
    PollWho: "참여 현황", "Who has voted";
    PollWhoPeople: "투표 {}명 · 아직 {}명", "{} have voted, {} have not";
    PollWhoCompanies: "투표 {}곳 · 아직 {}곳", "{} companies have voted, {} have not";
    PollNotYet: "아직 투표하지 않았어요", "Not yet";
    PollAdd: "설문·투표 붙이기", "Add a poll";
    PollRemove: "설문·투표 빼기", "Remove the poll";
    PollFixed: "투표가 하나라도 들어오면 질문과 방식은 바꿀 수 없어요. 마감은 늦출 수 있어요.", "Once somebody has voted, questions and rules stay as they are; the end can be put off.";
    PollQuestion: "질문", "Question";
    PollQuestionAdd: "질문 더하기", "Add a question";
    PollQuestionRemove: "이 질문 빼기", "Remove this question";
    PollChoice: "보기", "Choice";
    PollChoiceAdd: "보기 더하기", "Add a choice";
    PollChoiceRemove: "이 보기 빼기", "Remove this choice";
    PollReady: "자주 쓰는 보기", "Ready choices";
    ReadyForAgainst: "찬성 / 반대 / 기권", "For / Against / Abstain";
    ReadyYesNo: "예 / 아니요", "Yes / No";
    PollMostLabel: "고를 수 있는 수", "How many may be chosen";
    PollMostOne: "하나만 고를 수 있어요.", "One may be chosen.";
    PollFewer: "고를 수 있는 수 줄이기", "Fewer choices";
    PollMore: "고를 수 있는 수 늘리기", "More choices";
    PollVoter: "누가 투표하나요", "Who votes";
    PollPerson: "1인 1표", "One a person";
    PollCompany: "1사 1표", "One a company";
    PollSecrecy: "누가 무엇을 골랐는지", "Who chose what";
    PollIsOpen: "기명", "Open";
    PollIsSecret: "무기명", "Secret";
    PollResult: "조합원에게 결과 보이기", "Members see the result";
    ResultAfterClose: "마감 뒤", "After the end";
    ResultAfterVote: "투표한 뒤 바로", "Once they have voted";
    ResultNever: "보이지 않기", "Never";
    PollEnd: "투표 마감", "Closes at";
    PollNoQuestion: "질문을 하나 이상 적어 주세요.", "Enter a question.";
    PollUnnamed: "질문의 내용을 적어 주세요.", "Enter the text of each question.";
    PollNoChoices: "질문마다 보기를 둘 이상 적어 주세요.", "Each question needs two choices.";
    PollSameChoices: "한 질문에 같은 보기가 있어요.", "A question has the same choice twice.";
    PollNoEnd: "투표 마감을 정해 주세요.", "Say when the poll closes.";
    PollEndPast: "투표 마감은 게시 시각과 지금보다 뒤여야 해요.", "The poll must close later than now and than it is published.";
    PollEndHidden: "소식이 투표 마감보다 먼저 내려가요. 종료 시각을 늦춰 주세요.", "The post ends before the poll closes. Put its end off.";

    // 조합소식 쓰기
    Desk: "소식 쓰기", "Write news";
    DeskNew: "새 소식 쓰기", "Write a post";
    DeskKept: "이 기기에 쓰던 글", "Typed on this device";
    DeskDrafts: "작성 중 · 예약", "Drafts and scheduled";
    DeskOut: "게시한 소식", "Published";
    DeskOver: "종료 · 회수", "Ended and withdrawn";
    DeskEmpty: "아직 쓴 소식이 없어요", "Nothing written yet";
    DeskEmptyHelp: "새 소식 쓰기를 눌러 시작해 보세요.", "Begin with Write a post.";
    DeskOffline: "오프라인이라 이 기기에 쓰던 글만 보여요.", "Offline: only what is typed on this device shows.";
    DeskUntitled: "제목 없음", "Untitled";
    StateDraft: "작성 중", "Draft";
    StateScheduled: "예약", "Scheduled";
    StatePublished: "게시 중", "Published";
    StateEnded: "종료", "Ended";
    StateWithdrawn: "회수", "Withdrawn";
    WriteTitle: "제목", "Title";
    WriteKind: "분류", "Kind";
    WriteBody: "내용", "Text";
    WriteBodyHint: "제목 줄은 #, 목록은 - 로 시작해요. 빈 줄은 문단을 나눠요.", "Begin a heading with #, a list with -. An empty line ends a paragraph.";
    WriteHeading: "제목 줄", "Heading";
    WriteBold: "굵게", "Bold";
    WriteList: "목록", "List";
    WriteLink: "링크", "Link";
    WriteMustRead: "필독으로 표시", "Mark as must read";
    WritePinned: "맨 위에 고정", "Pin to the top";
    WriteFor: "받을 사람", "For";
    WriteForAll: "전체", "Everybody";
    WriteForOfficers: "임원", "Officers";
    WriteForSome: "고른 회사 {}곳", "{} chosen companies";
    WriteReach: "조합원사 {}곳, {}명이 받아요.", "Reaches {} companies, {} people.";
    WriteReachNobody: "받을 사람을 골라 주세요.", "Choose who gets it.";
    WriteAt: "예약 시각 (비우면 바로)", "Publish at (empty: at once)";
    WriteEnd: "종료 시각 (비우면 계속)", "Ends at (empty: never)";
    WriteTimeWrong: "2026-12-03 09:00처럼 적어 주세요.", "Write it like 2026-12-03 09:00.";
    WriteTitleWrong: "제목을 적어 주세요.", "Enter a title.";
    WriteKeeping: "이 기기에 저장했어요", "Kept on this device";
    WriteTyped: "저장하는 중", "Keeping";
    WriteNotKept: "이 기기에 저장하지 못했어요.", "Could not be kept on this device.";
    WritePreview: "미리 보기", "Preview";
    WriteOn: "계속 쓰기", "Go on writing";
    WriteSaveDraft: "작성 중으로 올리기", "Save as draft";
    WritePublish: "게시", "Publish";
    WriteSchedule: "예약", "Schedule";
    WriteChange: "고친 내용 게시", "Publish the change";
    WriteSending: "보내는 중", "Sending";
    WriteWithdraw: "회수", "Withdraw";
    WriteWithdrawAsk: "회수하면 조합원 화면에서 바로 사라져요.", "It goes from every screen at once.";
    WriteDrop: "버리기", "Throw away";
    WriteDropAsk: "쓰던 글을 버릴까요? 되돌릴 수 없어요.", "Throw away what you typed? It can't be undone.";
    WritePublished: "게시했어요.", "Published.";
    WriteScheduled: "예약했어요.", "Scheduled.";
    WriteDraftSaved: "작성 중으로 올렸어요.", "Saved as a draft.";
    WriteWithdrawn: "회수했어요.", "Withdrawn.";
    WriteDropped: "버렸어요.", "Thrown away.";
    PostHistory: "수정 내역", "Versions";
    PostHistoryServer: "때가 되어 저절로", "When its time had come";
    PostHistoryThen: "그때 모습", "As it was then";
    PostHistoryChanged: "바뀐 것: {}", "Changed: {}";
    PostHistoryFiles: "첨부", "Files";
    PostHistoryTimes: "게시·종료 시각", "Times of publishing and ending";
    PostHistoryParts: "일정·경조·설문", "Event, condolence or poll";
    Readers: "읽은 사람", "Readers";
    ReadersOf: "받은 곳 {}곳 · 읽은 곳 {}곳", "Sent to {} companies · read by {}";
    ReadersCount: "{} / {}명 읽음", "{} of {} have read it";
    ReadersNobody: "받은 조합원사가 없어요", "No company gets it";
    ReadersNobodyHelp: "받을 사람에 조합원사가 없으면 비어 있어요.", "It is empty when no company is among those it is for.";

    // 총회, 행사, 교육
    KoreanTime: "{} (한국 시각)", "{} (Korean time)";
    EventLabel: "일정", "Event";
    EventAgenda: "안건", "Agenda";
    EventProgram: "순서", "Programme";
    EventNext: "다음 일정", "Next event";
    EventSaveFile: "일정 파일로 저장", "Save as a calendar file";
    EventSave: "일정 저장", "Add to calendar";
    EventSaveFailed: "일정 앱을 열지 못했어요.", "No calendar app could be opened.";
    EventCounts: "참석 {}명 · 불참 {}", "{} coming · {} not coming";
    EventCountsProxy: "참석 {}명 · 불참 {} · 위임 {}", "{} coming · {} not coming · {} by proxy";
    EventCountsThere: "출석 {}명", "{} were there";
    EventCountsAsOf: "{} 기준", "as of {}";
    EventCountsUnknown: "몇 명이 오는지는 연결되면 보여요.", "How many come shows once there is a connection.";
    EventThere: "참석 확인됨 {}", "Attendance confirmed {}";
    AnswerAsk: "참석하시나요?", "Will you come?";
    AnswerYes: "참석", "Coming";
    AnswerNo: "불참", "Not coming";
    AnswerProxy: "위임", "By proxy";
    AnswerNone: "무응답", "No answer";
    AnswerPeople: "함께 오는 분까지", "With companions";
    AnswerMore: "한 명 늘리기", "One more";
    AnswerFewer: "한 명 줄이기", "One fewer";
    AnswerPeopleOf: "참석 {}명", "{} coming";
    AnswerProxyOf: "위임 · {}", "By proxy: {}";
    AnswerProxyWho: "위임 받을 사람", "Who speaks for you";
    AnswerProxyHint: "회사와 이름을 적어 주세요. 예: 한빛전기 김대표", "Company and name.";
    AnswerProxyWrong: "위임 받을 사람을 적어 주세요.", "Enter who speaks for you.";
    AnswerProxySend: "위임하기", "Appoint";
    AnswerUntil: "{}까지 답할 수 있어요.", "Answers are taken until {}.";
    AnswerOver: "답을 받는 시각이 지났어요.", "Answers are not taken any more.";
    AnswerMine: "내 답: {}", "Your answer: {}";
    AnswerMissing: "답하지 않았어요", "no answer";
    AnswerMissingYet: "아직 답하지 않았어요", "not answered yet";
    AnswerWaits: "연결되면 보내요.", "It is sent once there is a connection.";
    Answers: "참석 현황", "Who comes";
    AnswersNobody: "보낼 조합원사가 없어요", "No company gets it";
    AnswersNobodyHelp: "받을 사람에 조합원사가 없으면 비어 있어요.", "It is empty when no company is among those it is for.";
    AnswersNone: "여기에 드는 사람이 없어요.", "Nobody here.";
    AnswersAll: "전체 {}", "All {}";
    AnswersCount: "{} {}", "{} {}";
    AnswersShow: "누구를 볼지", "Who is shown";
    AnswersCopy: "글로 복사", "Copy as text";
    AnswersThere: "출석 {}", "there {}";
    Attendance: "출석 확인", "Attendance";
    AttendanceCount: "이 기기에서 {}명 확인", "{} confirmed here";
    AttendanceScan: "조합원증의 QR을 읽거나 회사를 찾아 주세요. 신호가 없어도 돼요.", "Read the QR of a membership card, or find the company. No signal is needed.";
    AttendanceFind: "회사 이름으로 찾기", "Find a company";
    AttendanceFindNone: "찾는 회사가 없어요.", "No company fits.";
    AttendanceNoted: "확인했어요", "Confirmed";
    AttendanceAlready: "이미 확인했어요", "Confirmed before";
    AttendanceAlreadyAt: "{}에 확인했어요.", "Confirmed {}.";
    AttendanceStaff: "조합직원의 카드예요", "A card of the co-op’s staff";
    AttendanceStaffHelp: "조합원의 출석만 확인해요.", "Only members are noted.";
    AttendanceNoCard: "조합원증이 아니에요", "No membership card";
    AttendanceNoCardHelp: "조합원증 화면의 QR을 다시 읽어 주세요.", "Read the QR of the membership card again.";
    AttendanceDrop: "확인 취소", "Take back";
    AttendanceDropOf: "{} 확인 취소", "Take back {}";
    AttendanceDropped: "확인을 취소했어요.", "Taken back.";
    AttendanceEmpty: "아직 확인한 사람이 없어요.", "Nobody yet.";
    AttendanceWaits: "보내기 대기", "Waiting to be sent";
    WriteEvent: "일정", "Event";
    WriteEventStarts: "시작 시각", "Begins at";
    WriteEventEnds: "끝나는 시각 (비워도 돼요)", "Ends at (may be empty)";
    WriteEventPlace: "장소", "Place";
    WriteEventAddress: "주소", "Address";
    WriteEventAgenda: "안건 또는 순서 (한 줄에 하나)", "Agenda (a line each)";
    WriteEventAsks: "참석 여부 묻기", "Ask who comes";
    WriteEventUntil: "답을 받는 시각 (비우면 시작까지)", "Answers until (empty: the beginning)";
    WriteEventMost: "한 회사에서 오는 사람 (많아야)", "Most people an answer";
    WriteEventProxy: "위임 받기", "Take proxies";
    WriteEventAttendance: "조합원증으로 출석 확인", "Note attendance by membership cards";
    WriteEventNoStart: "일정의 시작 시각을 적어 주세요.", "Enter when the event begins.";
    WriteEventEndWrong: "끝나는 시각은 시작보다 뒤여야 해요.", "It must end after it begins.";
    WriteEventMostWrong: "오는 사람은 1부터 20까지 적어 주세요.", "Enter 1 to 20 people.";
    LostAnswer: "참석 답", "Answer";
    LostAnswerLate: "답을 받는 시각이 지나서 보내지 못한 답", "Answer that came too late";
    LostAnswerRefused: "조합에서 더는 받지 않는 답", "Answer that is not taken any more";
    LostAnswerPeople: "참석 인원", "People coming";
    LostAttendance: "받아들여지지 않은 출석 확인", "Attendance that was not taken";

    // 알림
    Notifications: "알림", "Notifications";
    NotificationsWhat: "받을 소식과 조용한 시간을 정해요", "Choose what to be told, and when not";
    NotifyOn: "새 소식 알림 받기", "Tell me of new posts";
    NotifyOnHow: "앱이 꺼져 있을 때 휴대폰에 알려 드려요. 행사는 전날 저녁 6시에 한 번 더 알려 드려요. 로그인한 모든 기기에 적용돼요.", "On your phone while the app is closed, and of an event once more at six on the evening before. Holds for all your devices.";
    NotifyNotHere: "이 기기는 앱이 꺼져 있을 때 알림을 받지 못해요. 앱을 열어 두면 새 소식이 바로 보여요. 아래 설정은 휴대폰에 적용돼요.", "This device is not told while the app is closed. With the app open, posts appear at once. The settings below hold for your phones.";
    NotifyNotOffered: "조합 서버가 아직 이 기기로 알림을 보내지 않아요. 앱을 열면 새 소식을 볼 수 있어요.", "The co-op’s server does not reach this device yet. Open the app to see new posts.";
    NotifyNotAllowed: "휴대폰 설정에서 e수첩의 알림이 꺼져 있어요. 설정에서 알림을 켜 주세요.", "Notifications of this app are off in the system’s settings. Please turn them on there.";
    NotifyNotNow: "휴대폰의 알림 서비스가 지금 답하지 않아요. 연결되면 다시 해 볼게요.", "The phone’s notification service does not answer now. It is tried again with the next connection.";
    Quiet: "조용한 시간", "Quiet hours";
    QuietOn: "정한 시간에는 알리지 않기", "Nothing at these hours";
    QuietHow: "이 시간에 온 소식은 끝난 뒤에 알려 드려요 (한국 시각).", "What comes then is told when they end (Korean time).";
    QuietFrom: "시작", "From";
    QuietUntil: "끝", "Until";
    Morning: "오전 {}", "{} am";
    Afternoon: "오후 {}", "{} pm";
    NotifyKinds: "받을 소식", "What to be told of";
    NotifyScreen: "잠금 화면", "Lock screen";
    NotifyTitles: "소식 제목 보이기", "Show titles";
    NotifyTitlesHow: "경조사와 일부에게만 보낸 소식의 제목은 언제나 보이지 않아요.", "Titles of family events, and of posts for some only, are never shown.";
    Remind: "안 읽은 조합원에게 다시 알림", "Remind those who have not read it";
    RemindReach: "안 읽은 분의 기기 {}대에 알려요.", "{} devices of those who have not read it are told.";
    RemindNobody: "안 읽은 분 가운데 알림을 받는 기기가 없어요.", "Nobody who has not read it has a device that can be told.";
    Reminding: "보내는 중", "Sending";
    RemindSent: "기기 {}대에 다시 알렸어요", "{} devices are being told again";
    RemindLast: "{} {} 님이 다시 알렸어요. 안 읽은 {}명의 기기 {}대 가운데 {}대에 전했어요.", "{}: {} reminded them. Of the {} people who had not read it, {} devices could be told; {} were reached.";
    RemindWaits: "{}대는 조용한 시간이 끝나거나 연결되기를 기다려요.", "{} wait for the end of quiet hours or for a connection.";
    RemindAgain: "{}부터 다시 알릴 수 있어요.", "They can be reminded again: {}.";
}
