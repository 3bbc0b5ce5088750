import CallKit

/// Whether the owner lets the extension say whose call it is, and what it says.
enum Callers {
  private static let id = "kr.or.kemc.handbook.callers"

  static func standing(_ told: @escaping (String) -> Void) {
    CXCallDirectoryManager.sharedInstance.getEnabledStatusForExtension(withIdentifier: id) {
      status, error in
      switch status {
      case .enabled: told("allowed")
      case .disabled: told("notAllowed")
      // A build without the extension, or a device without a telephone.
      default: told("notHere")
      }
    }
  }

  /// It is allowed in the system's settings alone: they are opened.
  static func allow(_ told: @escaping (String) -> Void) {
    standing { standing in
      guard standing == "notAllowed" else { return told(standing) }
      CXCallDirectoryManager.sharedInstance.openSettings { _ in told(standing) }
    }
  }

  static func keep(_ book: String) throws {
    if try CallerBook.keep(book) { reload() }
  }

  static func forget() {
    if CallerBook.forget() { reload() }
  }

  /// The system asks the extension anew. One that is not allowed is asked when it is.
  private static func reload() {
    CXCallDirectoryManager.sharedInstance.reloadExtension(withIdentifier: id) { _ in }
  }
}
