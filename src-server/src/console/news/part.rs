//! What a post holds besides its text, as a form: 일정, 경조사, 투표.

use handbook_wire::entity::{
    AnswerCall, Condolence, Event, Host, Occasion, Poll, Question, ResultShown, Voter,
};
use handbook_wire::post::PostDraft;

use super::super::fields::Fields;
use super::editor::{Choice, time_of, write_time};

/// Rows of callers and questions that stand empty below those that are filled in.
const SPARE: usize = 1;

const OCCASIONS: [(&str, Occasion); 4] = [
    ("bereavement", Occasion::Bereavement),
    ("wedding", Occasion::Wedding),
    ("opening", Occasion::Opening),
    ("other", Occasion::Other),
];
const VOTERS: [(&str, &str, Voter); 2] = [
    ("person", "1인 1표", Voter::Person),
    ("company", "1사 1표", Voter::Company),
];
const RESULTS: [(&str, &str, ResultShown); 3] = [
    ("after_close", "마감한 다음", ResultShown::AfterClose),
    ("after_vote", "투표한 사람에게 바로", ResultShown::AfterVote),
    ("never", "보이지 않기", ResultShown::Never),
];

/// The parts of a draft, as the page shows them.
pub(super) struct Parts {
    pub(super) event: EventPart,
    pub(super) condolence: CondolencePart,
    pub(super) poll: PollPart,
}

pub(super) struct EventPart {
    pub(super) starts: String,
    pub(super) ends: String,
    pub(super) place: String,
    pub(super) address: String,
    pub(super) agenda: String,
    pub(super) asks: bool,
    pub(super) until: String,
    pub(super) most: u8,
    pub(super) proxy: bool,
    pub(super) attendance: bool,
}

pub(super) struct CondolencePart {
    pub(super) occasions: Vec<Choice>,
    pub(super) told: Condolence,
    pub(super) died: String,
    pub(super) at: String,
    pub(super) hosts: Vec<Host>,
}

pub(super) struct PollPart {
    pub(super) asked: bool,
    pub(super) questions: Vec<QuestionPart>,
    pub(super) voters: Vec<Choice>,
    pub(super) results: Vec<Choice>,
    pub(super) secret: bool,
    pub(super) closes: String,
}

#[derive(Default)]
pub(super) struct QuestionPart {
    pub(super) text: String,
    pub(super) choices: String,
    pub(super) most: u8,
}

impl Parts {
    pub(super) fn of(draft: &PostDraft) -> Self {
        Self {
            event: EventPart::of(draft.event.clone().unwrap_or_default()),
            condolence: CondolencePart::of(draft.condolence.clone()),
            poll: PollPart::of(draft.poll.as_ref()),
        }
    }
}

impl EventPart {
    fn of(event: Event) -> Self {
        let call = event.answers.unwrap_or_default();
        Self {
            starts: write_time(Some(event.starts_at).filter(|at| *at > 0)),
            ends: write_time(event.ends_at),
            place: event.place,
            address: event.address,
            agenda: event.agenda.join("\n"),
            asks: event.answers.is_some(),
            until: write_time(call.until),
            most: call.most.max(1),
            proxy: call.proxy,
            attendance: event.attendance,
        }
    }
}

impl CondolencePart {
    fn of(kept: Option<Condolence>) -> Self {
        let mut told = kept.unwrap_or(Condolence {
            occasion: Occasion::Bereavement,
            ..Condolence::default()
        });
        let occasions = OCCASIONS.iter().map(|(name, occasion)| Choice {
            name: (*name).to_owned(),
            title: occasion.word().to_owned(),
            chosen: *occasion == told.occasion,
        });
        let mut hosts = std::mem::take(&mut told.hosts);
        let rows = (hosts.len() + SPARE).min(Condolence::MOST_HOSTS);
        hosts.resize(rows.max(hosts.len()), Host::default());
        Self {
            occasions: occasions.collect(),
            died: write_time(told.died_at),
            at: write_time(told.at),
            hosts,
            told,
        }
    }
}

impl PollPart {
    fn of(kept: Option<&Poll>) -> Self {
        let poll = kept.cloned().unwrap_or_default();
        let mut questions: Vec<QuestionPart> = (poll.questions.into_iter())
            .map(|question| QuestionPart {
                text: question.text,
                choices: question.choices.join("\n"),
                most: question.most.max(1),
            })
            .collect();
        if questions.len() < Poll::MOST_QUESTIONS {
            questions.push(QuestionPart {
                most: 1,
                ..QuestionPart::default()
            });
        }
        let voters = VOTERS.iter().map(|(name, title, voter)| Choice {
            name: (*name).to_owned(),
            title: (*title).to_owned(),
            chosen: *voter == poll.voter,
        });
        let results = RESULTS.iter().map(|(name, title, result)| Choice {
            name: (*name).to_owned(),
            title: (*title).to_owned(),
            chosen: *result == poll.result,
        });
        Self {
            asked: kept.is_some(),
            questions,
            voters: voters.collect(),
            results: results.collect(),
            secret: poll.secret,
            closes: write_time(Some(poll.closes_at).filter(|at| *at > 0)),
        }
    }
}

/// Reads the parts of a form into `draft`; answers what of it can't be read. What belongs to another kind of
/// post, the rules drop when it is saved.
pub(super) fn read(fields: &Fields, draft: &mut PostDraft) -> Option<&'static str> {
    let mut reading = Reading {
        fields,
        wrong: None,
    };
    draft.event = reading.event();
    draft.condolence = reading.condolence();
    draft.poll = reading.poll();
    reading.wrong
}

struct Reading<'a> {
    fields: &'a Fields,
    wrong: Option<&'static str>,
}

impl Reading<'_> {
    fn text(&self, name: &str) -> String {
        self.fields.get(name).trim().to_owned()
    }

    fn ticked(&self, name: &str) -> bool {
        self.fields.get(name) == "yes"
    }

    fn time(&mut self, name: &str) -> Option<i64> {
        time_of(self.fields, name, &mut self.wrong)
    }

    /// A number of people or choices; nothing is one.
    fn number(&mut self, text: &str, most: usize) -> u8 {
        let text = text.trim();
        let number = match text {
            "" => Some(1),
            text => text.parse().ok(),
        };
        match number.filter(|number| (1..=most).contains(&usize::from(*number))) {
            Some(number) => number,
            None => {
                self.wrong = Some("사람 수와 고를 수 있는 수는 1부터 20까지 적어 주세요.");
                1
            }
        }
    }

    fn lines(text: &str) -> Vec<String> {
        let lines = text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Where the place is, the server finds anew.
    fn event(&mut self) -> Option<Event> {
        let event = Event {
            starts_at: self.time("event_starts").unwrap_or(0),
            ends_at: self.time("event_ends"),
            place: self.text("event_place"),
            address: self.text("event_address"),
            position: None,
            agenda: Self::lines(self.fields.get("event_agenda")),
            answers: match self.ticked("event_asks") {
                true => Some(AnswerCall {
                    until: self.time("event_until"),
                    most: self.number(
                        self.fields.get("event_most"),
                        usize::from(Event::MOST_PEOPLE),
                    ),
                    proxy: self.ticked("event_proxy"),
                }),
                false => None,
            },
            attendance: self.ticked("event_attendance"),
        };
        (event != Event::default()).then_some(event)
    }

    fn condolence(&mut self) -> Option<Condolence> {
        let occasion = (OCCASIONS.iter())
            .find(|(name, _)| *name == self.fields.get("occasion"))
            .map(|(_, occasion)| *occasion)
            .unwrap_or_default();
        let columns = ["host_role", "host_name", "host_phone"].map(|name| self.fields.all(name));
        let [roles, names, phones] = columns;
        let hosts = roles.zip(names).zip(phones);
        let hosts = hosts.map(|((role, name), phone)| Host {
            role: role.trim().to_owned(),
            name: name.trim().to_owned(),
            phone: phone.trim().to_owned(),
        });
        let told = Condolence {
            occasion,
            hosts: hosts.filter(|host| *host != Host::default()).collect(),
            title: self.text("occasion_title"),
            member: None,
            company: self.text("occasion_company"),
            person: self.text("occasion_person"),
            deceased: self.text("occasion_deceased"),
            died_at: self.time("occasion_died"),
            at: self.time("occasion_at"),
            place: self.text("occasion_place"),
            address: self.text("occasion_address"),
            position: None,
            place_phone: self.text("occasion_phone"),
            burial: self.text("occasion_burial"),
            gift: self.text("occasion_gift"),
        };
        let nothing = Condolence {
            occasion,
            ..Condolence::default()
        };
        (told != nothing).then_some(told)
    }

    fn poll(&mut self) -> Option<Poll> {
        if !self.ticked("poll") {
            return None;
        }
        let columns =
            ["question", "choices", "most"].map(|name| self.fields.all(name).collect::<Vec<_>>());
        let [texts, choices, mosts] = &columns;
        let mut questions = Vec::new();
        for ((text, choices), most) in texts.iter().zip(choices).zip(mosts) {
            let question = Question {
                text: text.trim().to_owned(),
                choices: Self::lines(choices),
                most: self.number(most, Poll::MOST_CHOICES),
            };
            if !question.text.is_empty() || !question.choices.is_empty() {
                questions.push(question);
            }
        }
        let voter = VOTERS
            .iter()
            .find(|(name, ..)| *name == self.fields.get("voter"));
        let result = (RESULTS.iter()).find(|(name, ..)| *name == self.fields.get("result"));
        Some(Poll {
            questions,
            voter: voter.map(|(.., voter)| *voter).unwrap_or_default(),
            secret: self.ticked("secret"),
            closes_at: self.time("closes").unwrap_or(0),
            result: result.map(|(.., result)| *result).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields::from_pairs(pairs.collect())
    }

    /// The fields that the page of a draft would send.
    fn sent(draft: &PostDraft) -> Vec<(String, String)> {
        let parts = Parts::of(draft);
        let mut sent = Vec::new();
        let mut put = |name: &str, value: &str| sent.push((name.to_owned(), value.to_owned()));
        let tick = |on: bool| if on { "yes" } else { "" };
        let event = &parts.event;
        put("event_starts", &event.starts);
        put("event_ends", &event.ends);
        put("event_place", &event.place);
        put("event_address", &event.address);
        put("event_agenda", &event.agenda);
        put("event_asks", tick(event.asks));
        put("event_until", &event.until);
        put("event_most", &event.most.to_string());
        put("event_proxy", tick(event.proxy));
        put("event_attendance", tick(event.attendance));
        let (condolence, told) = (&parts.condolence, &parts.condolence.told);
        let chosen = condolence.occasions.iter().find(|one| one.chosen);
        put("occasion", &chosen.unwrap().name);
        for host in &condolence.hosts {
            put("host_role", &host.role);
            put("host_name", &host.name);
            put("host_phone", &host.phone);
        }
        put("occasion_title", &told.title);
        put("occasion_company", &told.company);
        put("occasion_person", &told.person);
        put("occasion_deceased", &told.deceased);
        put("occasion_died", &condolence.died);
        put("occasion_at", &condolence.at);
        put("occasion_place", &told.place);
        put("occasion_address", &told.address);
        put("occasion_phone", &told.place_phone);
        put("occasion_burial", &told.burial);
        put("occasion_gift", &told.gift);
        let poll = &parts.poll;
        put("poll", tick(poll.asked));
        for question in &poll.questions {
            put("question", &question.text);
            put("choices", &question.choices);
            put("most", &question.most.to_string());
        }
        let chosen = |choices: &[Choice]| {
            let chosen = choices.iter().find(|one| one.chosen);
            chosen.unwrap().name.clone()
        };
        put("voter", &chosen(&poll.voters));
        put("result", &chosen(&poll.results));
        put("secret", tick(poll.secret));
        put("closes", &poll.closes);
        sent
    }

    #[test]
    fn what_a_page_shows_comes_back_as_it_was() {
        let line = |text: &str| text.to_owned();
        let full = PostDraft {
            event: Some(Event {
                starts_at: 1_800_000_000_000,
                ends_at: Some(1_800_003_600_000),
                place: line("조합 회의실"),
                address: line("서울 영등포구"),
                agenda: vec![line("개회"), line("결산")],
                answers: Some(AnswerCall {
                    until: Some(1_799_999_940_000),
                    most: 3,
                    proxy: true,
                }),
                attendance: true,
                position: None,
            }),
            condolence: Some(Condolence {
                occasion: Occasion::Wedding,
                title: line("장녀 결혼"),
                company: line("한빛전기"),
                person: line("김하나 대표"),
                at: Some(1_800_000_000_000),
                hosts: vec![Host {
                    role: line("혼주"),
                    name: line("김하나"),
                    phone: line("010-0000-0000"),
                }],
                ..Condolence::default()
            }),
            poll: Some(Poll {
                questions: vec![Question {
                    text: line("장소는?"),
                    choices: vec![line("제주"), line("부산")],
                    most: 2,
                }],
                voter: Voter::Company,
                secret: true,
                closes_at: 1_800_000_000_000,
                result: ResultShown::Never,
            }),
            ..PostDraft::default()
        };
        for draft in [PostDraft::default(), full] {
            let mut read_back = PostDraft::default();
            let fields = Fields::from_pairs(sent(&draft));
            assert_eq!(read(&fields, &mut read_back), None);
            assert_eq!(read_back, draft);
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (name, value) in [
            ("event_starts", "내일"),
            ("occasion_at", "모레"),
            ("closes", "곧"),
        ] {
            let typed = fields(&[(name, value), ("poll", "yes")]);
            assert!(read(&typed, &mut PostDraft::default()).is_some(), "{name}");
        }
        for most in ["0", "21", "여럿", "-1"] {
            let typed = fields(&[("event_asks", "yes"), ("event_most", most)]);
            assert!(read(&typed, &mut PostDraft::default()).is_some(), "{most}");
        }
    }
}
