import CallKit
import Foundation

/// Tells the system whose numbers are whose, from the book that the app has kept. It runs when the app asks
/// for it, and when its owner allows it; calls themselves it never sees.
class CallDirectoryHandler: CXCallDirectoryProvider {
  override func beginRequest(with context: CXCallDirectoryExtensionContext) {
    if context.isIncremental {
      context.removeAllIdentificationEntries()
    }
    var last: CXCallDirectoryPhoneNumber = 0
    for line in (CallerBook.read() ?? "").split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      // The system refuses a whole book for one number that is out of order.
      guard parts.count == 2, let number = CXCallDirectoryPhoneNumber(parts[0]), number > last
      else { continue }
      last = number
      context.addIdentificationEntry(withNextSequentialPhoneNumber: number, label: String(parts[1]))
    }
    context.completeRequest()
  }
}
