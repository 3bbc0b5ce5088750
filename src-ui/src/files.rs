//! Where files stand on this device, for every screen that shows some. Pictures come by themselves, others
//! by a touch.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use handbook_wire::entity::{Attachment, FileHash};
use handbook_wire::ipc::{
    FetchFile, FileArgs, FileStage, FileState, FileStates, FilesArgs, Shelf, StopFile, SyncState,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use crate::part::effect;
use crate::status::{Access, Live};
use crate::{clock, ipc};

/// Milliseconds between two looks at what comes.
const LOOK: i32 = 400;
/// The most files that are asked about at a time.
const MOST: usize = 100;

/// The files of the app.
#[derive(Clone, Copy)]
pub struct Files {
    live: Live,
    states: RwSignal<BTreeMap<FileHash, FileState>>,
    /// Those that are to be asked about.
    asked: StoredValue<BTreeSet<FileHash>>,
    looking: StoredValue<bool>,
    /// Pictures that come by themselves, one after the other.
    queue: StoredValue<VecDeque<Attachment>>,
    bringing: StoredValue<bool>,
}

impl Files {
    /// Nothing is known yet.
    pub fn new(live: Live) -> Self {
        let files = Self {
            live,
            states: RwSignal::new(BTreeMap::new()),
            asked: StoredValue::new(BTreeSet::new()),
            looking: StoredValue::new(false),
            queue: StoredValue::new(VecDeque::new()),
            bringing: StoredValue::new(false),
        };
        effect(move || {
            if live.access.get() != Access::Full {
                files.forget();
            }
        });
        files
    }

    /// Forgets where they stand: they were deleted.
    pub fn forget(self) {
        self.asked.update_value(BTreeSet::clear);
        self.queue.update_value(VecDeque::clear);
        self.states.set(BTreeMap::new());
    }

    /// Where a file stands; follows it.
    pub fn state(self, file: &FileHash) -> Memo<Option<FileState>> {
        let file = file.clone();
        Memo::new(move |_| self.states.with(|states| states.get(&file).cloned()))
    }

    /// Whether a file is here; follows it.
    pub fn is_here(self, file: &FileHash) -> Memo<bool> {
        let state = self.state(file);
        Memo::new(move |_| state.with(|state| stage_of(state.as_ref()) == FileStage::Here))
    }

    /// Where a file stands now.
    pub fn state_now(self, file: &FileHash) -> Option<FileState> {
        self.states
            .with_untracked(|states| states.get(file).cloned())
    }

    /// Whether a file is here now.
    pub fn is_here_now(self, file: &FileHash) -> bool {
        stage_of(self.state_now(file).as_ref()) == FileStage::Here
    }

    /// Asks where files stand, again as long as one of them comes.
    pub fn look(self, files: impl IntoIterator<Item = FileHash>) {
        self.asked.update_value(|asked| asked.extend(files));
        if self.looking.get_value() {
            return;
        }
        self.looking.set_value(true);
        spawn_local(async move {
            loop {
                let asked = self.asked.try_update_value(std::mem::take);
                let asked: Vec<FileHash> = asked.into_iter().flatten().collect();
                if asked.is_empty() {
                    break;
                }
                let mut comes = false;
                for files in asked.chunks(MOST) {
                    let files = files.to_vec();
                    comes |= self.ask(files).await;
                }
                if comes {
                    clock::pause(LOOK).await;
                }
            }
            self.looking.set_value(false);
        });
    }

    /// Asks once; answers whether one of them comes, and then it is asked about again.
    async fn ask(self, files: Vec<FileHash>) -> bool {
        let Ok(found) = ipc::call::<FileStates>(FilesArgs { files }).await else {
            return false;
        };
        let coming = (found.iter()).filter(|one| one.stage == FileStage::Loading);
        let coming: Vec<FileHash> = coming.map(|one| one.file.clone()).collect();
        let comes = !coming.is_empty();
        self.asked.update_value(|asked| asked.extend(coming));
        let is_new = self.states.with_untracked(|states| {
            (found.iter()).any(|one| states.get(&one.file).is_none_or(|old| old != one))
        });
        if is_new {
            self.states.update(|states| {
                states.extend(found.into_iter().map(|one| (one.file.clone(), one)));
            });
        }
        comes
    }

    /// Fetches a file. What becomes of it, its state tells.
    pub fn fetch(self, attachment: Attachment) {
        spawn_local(self.fetched(attachment));
    }

    async fn fetched(self, attachment: Attachment) {
        let file = attachment.file.clone();
        let coming = file.clone();
        // By then the core knows that it comes.
        spawn_local(async move {
            clock::pause(LOOK / 4).await;
            self.look([coming]);
        });
        let _ = ipc::call::<FetchFile>(attachment).await;
        self.look([file]);
    }

    /// Stops a download.
    pub fn stop(self, file: FileHash) {
        spawn_local(async move {
            let _ = ipc::call::<StopFile>(FileArgs { file: file.clone() }).await;
            self.look([file]);
        });
    }

    /// Fetches files by themselves, unless they are large; without a connection those that are here are
    /// shown.
    pub fn bring(self, files: impl IntoIterator<Item = Attachment>) {
        self.queue.update_value(|queue| {
            for one in files {
                if one.bytes < Shelf::LARGE && !queue.contains(&one) {
                    queue.push_back(one);
                }
            }
        });
        if self.bringing.get_value() {
            return;
        }
        self.bringing.set_value(true);
        spawn_local(async move {
            while let Some(one) = self.queue.try_update_value(VecDeque::pop_front).flatten() {
                self.bring_one(one).await;
            }
            self.bringing.set_value(false);
        });
    }

    async fn bring_one(self, picture: Attachment) {
        let file = picture.file.clone();
        if is_known(self, &file) {
            return;
        }
        self.ask(vec![file.clone()]).await;
        let offline = self.live.sync.get_untracked() == SyncState::Offline;
        if !is_known(self, &file) && !offline {
            let _ = ipc::call::<FetchFile>(picture).await;
            self.ask(vec![file]).await;
        }
    }
}

/// Whether a file is here or comes.
fn is_known(files: Files, file: &FileHash) -> bool {
    let stage = stage_of(files.state_now(file).as_ref());
    matches!(stage, FileStage::Here | FileStage::Loading)
}

/// What is done with a file; one that nobody has asked about yet counts as absent.
pub fn stage_of(state: Option<&FileState>) -> FileStage {
    state.map_or(FileStage::Absent, |state| state.stage.clone())
}

/// The files of the app.
pub fn use_files() -> Files {
    expect_context()
}

/// Where the page reads a file that is on this device.
pub fn address(file: &FileHash) -> String {
    let agent = navigator("userAgent").and_then(|agent| agent.as_string());
    let agent = agent.unwrap_or_default();
    match agent.contains("Android") || agent.contains("Windows") {
        true => format!("http://kept.localhost/{file}"),
        false => format!("kept://localhost/{file}"),
    }
}

/// Whether the system says that the network costs nothing. Android does; where a system says nothing, as
/// those of Apple and the desktop do, it does not.
pub fn is_free() -> bool {
    let kind = navigator("connection")
        .and_then(|connection| js_sys::Reflect::get(&connection, &"type".into()).ok())
        .and_then(|kind| kind.as_string());
    matches!(kind.as_deref(), Some("wifi" | "ethernet"))
}

fn navigator(name: &str) -> Option<JsValue> {
    let window: JsValue = web_sys::window()?.into();
    let navigator = js_sys::Reflect::get(&window, &"navigator".into()).ok()?;
    js_sys::Reflect::get(&navigator, &name.into()).ok()
}
