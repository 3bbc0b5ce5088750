//! What storage knows of files. Their bytes are elsewhere.

use handbook_wire::entity::Kind;

use super::StorageError;

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Names it.
    pub hash: String,
    /// Content type.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// JSON of a picture's measures, where it is one.
    pub picture: Option<String>,
    /// Since when no record lists it, as far as none does.
    pub unlisted_since: i64,
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Random.
    pub id: String,
    /// Whose.
    pub account: String,
    /// Hash of what is sent.
    pub hash: String,
    /// The file's name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last begun or gone on with.
    pub at: i64,
    /// JSON of the attachment, once it is finished.
    pub done: Option<String>,
}

/// What a transaction can read of files.
pub trait FileTxn {
    /// A file.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn file(&self, hash: &str) -> Result<Option<StoredFile>, StorageError>;
    /// The records that list a file.
    fn file_references(&self, hash: &str) -> Result<Vec<(Kind, String)>, StorageError>;
    /// Hashes of the files that no record has listed since `before`.
    fn unlisted_files(&self, before: i64) -> Result<Vec<String>, StorageError>;
    /// How many files there are, and their bytes.
    fn file_totals(&self) -> Result<(u64, u64), StorageError>;
    /// An upload.
    fn upload(&self, id: &str) -> Result<Option<Upload>, StorageError>;
    /// The uploads of an account.
    fn uploads_of(&self, account: &str) -> Result<Vec<Upload>, StorageError>;
    /// The uploads that nobody has gone on with since `before`.
    fn uploads_before(&self, before: i64) -> Result<Vec<Upload>, StorageError>;
}

/// What a writing transaction can do with files.
pub trait FileWrite: FileTxn {
    /// Puts a file in the place of the one with its hash.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn put_file(&mut self, file: &StoredFile) -> Result<(), StorageError>;
    /// Forgets a file.
    fn remove_file(&mut self, hash: &str) -> Result<(), StorageError>;
    /// Says which files a record lists now.
    fn set_file_references(
        &mut self,
        kind: Kind,
        record: &str,
        hashes: &[&str],
        at: i64,
    ) -> Result<(), StorageError>;
    /// Puts an upload in the place of the one with its id.
    fn put_upload(&mut self, upload: &Upload) -> Result<(), StorageError>;
    /// Forgets an upload.
    fn remove_upload(&mut self, id: &str) -> Result<(), StorageError>;
}
