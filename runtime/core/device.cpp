// Opening devices and getting modules onto them: from files, bytes, or through the compiler hook.
#include "runtime/abi/module_file.h"
#include "runtime/core/choose_image.h"
#include "runtime/core/compiler_hook.h"
#include "runtime/core/device_copy.h"
#include "runtime/drivers/registry.h"

#include <fstream>

namespace hd {
namespace {

Status emptyDevice() { return {StatusCode::invalid_argument, "the device is empty", "device"}; }

// Wraps what a driver made into the public handle.
template <class Handle, class T> Result<Handle> wrap(Result<std::shared_ptr<T>> made) {
  if (!made)
    return made.status();
  return Handle(std::move(*made));
}

Result<std::vector<uint8_t>> readFile(const std::filesystem::path &path) {
  auto failure = [&](StatusCode code, const char *what) {
    return Status(code, std::string(what) + " `" + path.string() + "`", "module file");
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return failure(StatusCode::io_error, "expected a module file, found the directory");
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file)
    return failure(std::filesystem::exists(path, error) ? StatusCode::io_error : StatusCode::not_found,
                   "cannot open the module file");
  std::streamoff size = file.tellg();
  std::vector<uint8_t> bytes(size > 0 ? static_cast<size_t>(size) : 0);
  file.seekg(0);
  if (!bytes.empty() && !file.read(reinterpret_cast<char *>(bytes.data()), size))
    return failure(StatusCode::io_error, "cannot read the module file");
  return bytes;
}

Result<Module> compileAndLoad(const Device &device, core::CompileRequest request) {
  const DeviceProperties &properties = device.properties();
  if (properties.targets.empty())
    return Status(StatusCode::unsupported, "device `" + properties.name + "` has no target to compile for",
                  "compiler");
  request.target = properties.targets.front();
  Result<abi::Module> compiled = core::compile(request);
  if (!compiled)
    return compiled.status();
  return device.load(std::move(*compiled));
}

} // namespace

Result<Device> Device::open(std::string_view selector) {
  size_t colon = selector.find(':');
  std::string_view name = selector.substr(0, colon);
  std::string_view rest = colon == std::string_view::npos ? std::string_view() : selector.substr(colon + 1);
  if (colon != std::string_view::npos && rest.empty())
    return Status(StatusCode::invalid_argument,
                  "nothing follows the colon of device `" + std::string(selector) + "`", "device");
  std::string known;
  for (const drivers::Driver *driver : drivers::registry()) {
    if (driver->name() == name)
      return wrap<Device>(driver->open(rest));
    known += (known.empty() ? "`" : ", `") + std::string(driver->name()) + "`";
  }
  return Status(StatusCode::not_found,
                "no driver for device `" + std::string(selector) + "`, expected one of " + known, "device");
}

std::vector<DeviceInfo> Device::list() {
  std::vector<DeviceInfo> all;
  for (const drivers::Driver *driver : drivers::registry())
    for (DeviceInfo &info : driver->list())
      all.push_back(std::move(info));
  return all;
}

const DeviceProperties &Device::properties() const {
  static const DeviceProperties none;
  return device_ ? device_->properties : none;
}

Result<Module> Device::load(const std::filesystem::path &file) const {
  Result<std::vector<uint8_t>> bytes = readFile(file);
  if (!bytes)
    return bytes.status();
  Result<Module> module = load(std::span<const uint8_t>(*bytes));
  if (module || module.status().code() != StatusCode::corrupt)
    return module;
  return Status(StatusCode::corrupt, "`" + file.string() + "`: " + module.status().message(), "module file");
}

Result<Module> Device::load(std::span<const uint8_t> bytes) const {
  abi::ReadModule read = abi::readModule(bytes);
  if (!read)
    return Status(StatusCode::corrupt, read.error, "module file");
  return load(std::move(*read.module));
}

Result<Module> Device::load(abi::Module module) const {
  if (!device_)
    return emptyDevice();
  Result<abi::Module> chosen = core::chooseImage(std::move(module), device_->properties);
  if (!chosen)
    return chosen.status();
  return wrap<Module>(device_->load(std::move(*chosen)));
}

Result<Module> Device::compile_file(const std::filesystem::path &file, const CompileOptions &options) const {
  if (!device_)
    return emptyDevice();
  core::CompileRequest request;
  request.path = file.string();
  request.options = options;
  return compileAndLoad(*this, std::move(request));
}

Result<Module> Device::compile_source(const Source &source, const CompileOptions &options) const {
  if (!device_)
    return emptyDevice();
  core::CompileRequest request;
  request.source = source.text;
  request.sourceName = source.name;
  request.options = options;
  return compileAndLoad(*this, std::move(request));
}

Result<RawBuffer> Device::allocate(uint64_t size_bytes, ElementType element) const {
  if (!device_)
    return emptyDevice();
  Result<std::shared_ptr<drivers::Memory>> memory = device_->allocate(size_bytes);
  if (!memory)
    return memory.status();
  RawBuffer buffer;
  buffer.view_ = BufferView(std::move(*memory), 0, size_bytes, element);
  return buffer;
}

Result<Stream> Device::create_stream() const {
  return device_ ? wrap<Stream>(device_->createStream()) : Result<Stream>(emptyDevice());
}

Result<Event> Device::create_event() const {
  return device_ ? wrap<Event>(device_->createEvent()) : Result<Event>(emptyDevice());
}

bool Device::copies_directly_from(const Device &other) const {
  return device_ && other.device_ && core::copiesDirectly(*device_, *other.device_);
}

Status Device::synchronize() const { return device_ ? device_->synchronize() : emptyDevice(); }

void Device::set_print_sink(PrintSink sink) const {
  if (device_)
    device_->setPrintSink(std::move(sink));
}

std::vector<Finding> Device::take_findings() const {
  return device_ ? device_->takeFindings() : std::vector<Finding>();
}

} // namespace hd
