import CryptoKit
import Foundation
import Security

/// Numbers with what is shown for each, in a file that the app and its extension share, sealed under a key of
/// the Keychain that both can read. The key can be used while the phone is locked, once it was unlocked: the
/// system asks the extension whenever it likes. See src/lib.rs for the text of a book.
enum CallerBook {
  /// Registered by whoever builds the app: a build without it has no caller id.
  static let group = "group.kr.or.kemc.handbook"
  private static let account = "callers"

  struct Failure: Error {}

  /// Whole or not at all; says whether it is another one than before.
  static func keep(_ book: String) throws -> Bool {
    if read() == book { return false }
    guard let file = file() else { throw Failure() }
    let key = try loadKey() ?? newKey()
    guard let sealed = try AES.GCM.seal(Data(book.utf8), using: key).combined else {
      throw Failure()
    }
    try sealed.write(
      to: file, options: [.atomic, .completeFileProtectionUntilFirstUserAuthentication])
    return true
  }

  /// Says whether there was one.
  static func forget() -> Bool {
    guard let file = file(), FileManager.default.fileExists(atPath: file.path) else { return false }
    try? FileManager.default.removeItem(at: file)
    SecItemDelete(query() as CFDictionary)
    return true
  }

  /// Nothing when there is none, or it can't be opened any more.
  static func read() -> String? {
    guard let file = file(), let sealed = try? Data(contentsOf: file),
      let box = try? AES.GCM.SealedBox(combined: sealed),
      let key = try? loadKey(),
      let book = try? AES.GCM.open(box, using: key)
    else { return nil }
    return String(decoding: book, as: UTF8.self)
  }

  private static func file() -> URL? {
    FileManager.default
      .containerURL(forSecurityApplicationGroupIdentifier: group)?
      .appendingPathComponent("callers")
  }

  private static func query() -> [CFString: Any] {
    [
      kSecClass: kSecClassGenericPassword,
      kSecAttrService: "kr.or.kemc.handbook",
      kSecAttrAccount: account,
      kSecAttrAccessGroup: group,
    ]
  }

  private static func loadKey() throws -> SymmetricKey? {
    var asked = query()
    asked[kSecReturnData] = true
    var found: CFTypeRef?
    switch SecItemCopyMatching(asked as CFDictionary, &found) {
    case errSecSuccess: return (found as? Data).map { SymmetricKey(data: $0) }
    case errSecItemNotFound: return nil
    default: throw Failure()
    }
  }

  private static func newKey() throws -> SymmetricKey {
    let key = SymmetricKey(size: .bits256)
    var new = query()
    new[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
    new[kSecValueData] = key.withUnsafeBytes { Data($0) }
    guard SecItemAdd(new as CFDictionary, nil) == errSecSuccess else { throw Failure() }
    return key
  }
}
