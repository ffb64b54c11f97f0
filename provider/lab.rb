# What the Vagrantfile asks of this computer. Every failure names the command that mends it.
require "open3"

module Lab
  MACHINE_KEYS = %w[ansible_host machine_memory_mib machine_cpus].freeze

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

  # The name of the box that box/build makes for a provider.
  # Vagrant reads the Vagrantfile several times for each machine; the name is asked for once.
  def self.local_box(home, provider)
    @names ||= {}
    name = @names[provider] ||= output("#{home}/box/build", "--name", provider)
    boxes = File.expand_path("boxes", ENV["VAGRANT_HOME"] || "~/.vagrant.d")
    return name if File.directory?("#{boxes}/#{name}/0/#{provider}") || (ARGV & %w[up reload]).empty?

    fail!("the box #{name} is missing. Type: ./lab setup")
  end

  # A public box accepts Vagrant's well-known key; once the machine is up it accepts the lab's key alone.
  def self.public_box(config, name, key)
    config.vm.box = name
    config.ssh.private_key_path = [key, File.expand_path("insecure_private_key", ENV["VAGRANT_HOME"] || "~/.vagrant.d")]
    config.trigger.after %i[up reload] do |trigger|
      trigger.name = "accept the lab's key alone"
      trigger.run_remote = { inline: "echo '#{File.read("#{key}.pub").strip}' > /home/vagrant/.ssh/authorized_keys" }
    end
  end

  def self.usable_kvm?
    File.writable?("/dev/kvm") && File.read("/proc/cpuinfo").match?(/^flags.*\b(vmx|svm)\b/)
  end

  def self.ansible_playbook(home)
    return "#{home}/.venv/bin/ansible-playbook" if File.exist?("#{home}/.venv/bin/ansible-playbook")
    return "ansible-playbook" if Vagrant::Util::Which.which("ansible-playbook")
    return "ansible-playbook" if (ARGV & %w[up reload provision]).empty? || ARGV.include?("--no-provision")

    fail!("Ansible is missing. Type: ./lab setup")
  end

  # The control group of the host sets the memory limit of a container.
  def self.memory_limit_key
    File.exist?("/sys/fs/cgroup/cgroup.controllers") ? "cgroup2.memory.max" : "cgroup.memory.limit_in_bytes"
  end
end
