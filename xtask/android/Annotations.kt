package app.tauri.annotation

annotation class ActivityCallback

annotation class Command

annotation class InvokeArg

annotation class Permission(val strings: Array<String>, val alias: String)

annotation class PermissionCallback

annotation class TauriPlugin(val permissions: Array<Permission>)
