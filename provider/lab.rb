# What the Vagrantfile asks of this computer. Every failure names the command that mends it.
require "open3"

module Lab
  MACHINE_KEYS = %w[ansible_host machine_memory_mib machine_cpus].freeze
  PUBLIC_BOXES = { "trixie" => "cloud-image/debian-13", "bookworm" => "cloud-image/debian-12" }.freeze

  def self.fail!(message)
    raise Vagrant::Errors::VagrantError.new, "waslab: #{message}"
  end

  # The machines of the inventory: name => address and size.
  def self.machines(hosts_file)
    groups = YAML.load_file(hosts_file).fetch("all").fetch("children").values
    machines = groups.map { |group| group.fetch("hosts") }.reduce(:merge)
    machines.each do |name, facts|
      missing = MACHINE_KEYS - facts.to_h.keys
      fail!("#{hosts_file}: #{name} lacks #{missing.join(', ')}. Type: ./lab doctor") unless missing.empty?
    end
  rescue KeyError, NoMethodError, Psych::SyntaxError => e
    fail!("#{hosts_file} cannot be read (#{e.message}). Type: ./lab doctor")
  end

  def self.output(*command)
    stdout, stderr, status = Open3.capture3(*command)
    fail!(stderr.strip) unless status.success?
    stdout.strip
  end

  # The lab's own SSH key, made at first use.
  def self.key(path)
    unless File.exist?(path)
      FileUtils.mkdir_p(File.dirname(path), mode: 0o700)
      output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "waslab", "-f", path)
    end
    path
  end

  # The provider that boots the machines. Vagrant runs the blocks of the others too, several times for each machine.
  def self.provider
    made = Dir["#{HOME}/.vagrant/machines/*/*/id"].map { |id| File.basename(File.dirname(id)) }
    ARGV.join(" ")[/--provider[ =](\S+)/, 1] || made.first || ENV["VAGRANT_DEFAULT_PROVIDER"]
  end

  # The box that box/build makes for a provider, or the one that serves where it is not built.
  # The name is asked for once.
  def self.local_box(provider, suite, instead: nil)
    @names ||= {}
    name = @names[[provider, suite]] ||= output("#{HOME}/box/build", "--name", provider, suite)
    return name if File.directory?("#{vagrant_home}/boxes/#{name}/0/#{provider}")
    return instead if instead
    return name if (ARGV & %w[up reload]).empty? || self.provider != provider

    fail!("the box #{name} is missing. Type: #{suite == 'trixie' ? './lab setup' : "box/build #{provider} #{suite}"}")
  end

  # A box that opens to Vagrant's well-known key, as public ones do.
  def self.public_box(config, box, key)
    config.vm.box = box
    config.ssh.private_key_path = [key, "#{vagrant_home}/insecure_private_key"]
  end

  # Before anything is provisioned, a machine from such a box accepts the lab's key alone.
  class AcceptLabKeyAlone
    def initialize(app, _env)
      @app = app
    end

    def call(env)
      @app.call(env)
      lab, well_known = env[:machine].config.ssh.private_key_path
      return unless well_known

      env[:machine].communicate.execute("echo '#{File.read("#{lab}.pub").strip}' > ~/.ssh/authorized_keys")
    end
  end

  class Plugin < Vagrant.plugin("2")
    name "waslab"
    action_hook("the lab's key alone") { |hook| hook.after(Vagrant::Action::Builtin::Provision, AcceptLabKeyAlone) }
  end

  # Vagrant takes a name of hexadecimal digits, as `db` is, for the beginning of a machine's id, and would work on the
  # machine of that id, whichever folder's it is. Here an id has as many digits as `vagrant global-status` prints.
  module NamesAreNoIds
    PRINTED_DIGITS = 7

    protected

    def find_by_prefix(prefix)
      super if prefix && prefix.length >= PRINTED_DIGITS
    end
  end
  Vagrant::MachineIndex.prepend(NamesAreNoIds)

  def self.vagrant_home
    File.expand_path(ENV["VAGRANT_HOME"] || "~/.vagrant.d")
  end

  def self.usable_kvm?
    File.writable?("/dev/kvm") && File.read("/proc/cpuinfo").match?(/^flags.*\b(vmx|svm)\b/)
  end

  def self.ansible_playbook
    return "#{HOME}/.venv/bin/ansible-playbook" if File.exist?("#{HOME}/.venv/bin/ansible-playbook")
    return "ansible-playbook" if Vagrant::Util::Which.which("ansible-playbook")
    return "ansible-playbook" if (ARGV & %w[up reload provision]).empty? || ARGV.include?("--no-provision")

    fail!("Ansible is missing. Type: ./lab setup")
  end

  # The control group of the host sets the memory limit of a container.
  def self.memory_limit_key
    File.exist?("/sys/fs/cgroup/cgroup.controllers") ? "cgroup2.memory.max" : "cgroup.memory.limit_in_bytes"
  end
end
