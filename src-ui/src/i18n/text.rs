/// Declares the texts: a name, its Korean, its English. `{}` stands for a value.
macro_rules! texts {
    ($($name:ident: $korean:literal, $english:literal;)*) => {
        /// A text of the screens.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Text {
            $(#[doc = $korean] $name,)*
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
    NavHome: "홈", "Home";
    NavDirectory: "조합원사", "Members";
    NavMe: "나", "Me";
    Back: "뒤로", "Back";
    Retry: "다시 시도", "Try again";
    Cancel: "취소", "Cancel";
    Loading: "불러오는 중이에요", "Loading";
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
    LostBanner: "다른 기기에서 먼저 바뀐 메모가 있어요", "A note was changed first on another device";
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
    HomeSearch: "회사·대표자·전화번호로 찾기", "Company, representative, phone";
    MyCompany: "우리 회사", "My company";
    Favourites: "즐겨찾기", "Favourites";
    FavouritesEmpty: "회사 화면에서 별표를 누르면 여기에서 바로 전화할 수 있어요.",
        "Tap the star on a company and call it from here.";
    FavouritesMore: "즐겨찾기가 더 있어요. 앞의 {}곳만 보여 드려요.", "There are more; the first {} are shown.";
    Officers: "임원", "Officers";
    Staff: "조합직원", "Co-op staff";

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
    VerifyHow: "지금은 조합 사무국에서 본인 여부를 확인해 드려요. 사무국에 전화해 확인을 요청한 뒤 아래 버튼을 눌러 주세요.",
        "For now the co-op's office confirms who you are. Call the office, then press the button below.";
    PasswordStepTitle: "비밀번호를 변경해 주세요", "Change your password";
    PasswordStepHow: "기본 비밀번호는 반드시 변경해야 해요. 지금은 조합 사무국에서 변경을 도와 드려요. 변경한 뒤 아래 버튼을 눌러 주세요.",
        "The first password must be changed. For now the co-op's office helps you. Then press the button below.";
    UnknownStepTitle: "앱 업데이트가 필요해요", "Update the app";
    UnknownStepHow: "이 버전에서는 할 수 없는 확인 절차가 있어요. 스토어에서 앱을 업데이트해 주세요.",
        "There is a step that this version can't do. Update the app from the store.";
    Recheck: "확인됐는지 다시 보기", "Check again";
    Rechecking: "확인하는 중…", "Checking…";
    StillLimited: "아직 확인되지 않았어요. 잠시 뒤 다시 눌러 주세요.", "Not confirmed yet. Try again in a while.";

    // Directory and search
    SearchLabel: "조합원사 찾기", "Find a company";
    SearchHint: "이름·번호·초성", "Name, person, phone";
    SearchClear: "지우기", "Clear";
    Found: "{}곳을 찾았어요", "{} companies found";
    FoundFirst: "{}곳 가운데 가까운 {}곳이에요. 더 입력하면 좁혀져요.", "{} found; the best {} are shown. Type more to narrow it down.";
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

    // Company card
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
    OfficersEmpty: "등록된 임원이 없어요", "No officers yet";
    StaffEmpty: "등록된 조합직원이 없어요", "No staff yet";
    PeopleEmptyHelp: "조합에서 명부에 올리면 여기에 나타나요.", "They appear here once the co-op has added them.";
    TermOf: "제{}대", "Term {}";
    Term: "{} ~ {}", "{} – {}";
    OtherDepartment: "부서 미지정", "No department";

    // Me
    Me: "나", "Me";
    RoleMember: "조합원사", "Member company";
    RoleStaff: "조합직원", "Co-op staff";
    NotLoggedIn: "로그인하지 않았어요", "Not logged in";
    LetterSize: "글자 크기", "Text size";
    LanguageSetting: "언어", "Language";
    LanguageKorean: "한국어", "한국어";
    LanguageEnglish: "English", "English";
    SyncSection: "동기화", "Sync";
    LostTitle: "다른 기기에서 먼저 바뀌었어요", "Changed first on another device";
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
}
