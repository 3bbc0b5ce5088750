use serde::{Deserialize, Serialize};

/// 프로필 사진 of a person who has an account, for all who may see the directory. The picture itself
/// is fetched apart, as `GET /v1/pictures/{id}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Portrait {
    /// The person's name.
    pub name: String,
    /// Record id of the company that the person belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Record id of the staff member that the person is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// Id of the picture; another picture has another one.
    pub picture: String,
}

impl Portrait {
    /// Width and height of a picture, in pixels.
    pub const SIZE: u32 = 480;
    /// The most bytes that an app may send.
    pub const MAX_BYTES: usize = 512 << 10;
    /// Content type of a picture.
    pub const TYPE: &str = "image/jpeg";
}
